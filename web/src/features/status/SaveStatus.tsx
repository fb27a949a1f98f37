import { Cloud, CloudOff, RefreshCw, Server, Zap } from 'lucide-react';
import { cx } from '../../lib/cx.ts';
import { count } from '../../lib/format.ts';
import { useStore } from '../../lib/store.ts';
import type { DocumentLink } from '../../realtime/DocumentLink.ts';
import type { DirectPath } from '../../realtime/direct/DirectRoom.ts';
import type { DocumentStatus } from '../../realtime/documentStatus.ts';
import type { RoomLink } from '../../realtime/RoomLink.ts';

/** Whether what was typed is safe: saved, saving, or offline with n changes waiting. */
export function SaveStatus({ document, compact }: { document: DocumentLink; compact: boolean }) {
  const status = useStore(document.status);
  const { label, detail } = saveWords(status);
  const Icon = status.save === 'offline' ? CloudOff : status.save === 'saving' ? RefreshCw : Cloud;
  return (
    <span
      title={detail}
      className={cx(
        'inline-flex items-center gap-1.5 text-[13px] whitespace-nowrap tabular-nums',
        status.save === 'offline' ? 'font-semibold text-marigold' : 'text-muted',
      )}
    >
      <Icon size={15} aria-hidden />
      <span className={compact ? 'sr-only' : undefined}>{label}</span>
      {compact && status.waiting > 0 && <span aria-hidden>{status.waiting}</span>}
    </span>
  );
}

/** Which way edits take to the others; nothing while there are none. */
export function PathStatus({ link, compact }: { link: RoomLink; compact: boolean }) {
  const path = useStore(link.path);
  if (path === 'alone') return null;
  const Icon = path === 'direct' ? Zap : Server;
  return (
    <span
      title={pathWords[path]}
      className="inline-flex items-center gap-1 text-[13px] whitespace-nowrap text-muted"
    >
      <Icon size={14} aria-hidden />
      <span className={compact ? 'sr-only' : undefined}>{path}</span>
    </span>
  );
}

const pathWords: Record<Exclude<DirectPath, 'alone'>, string> = {
  direct: 'What you type goes straight to everybody here, and to the server half a second later.',
  relayed:
    'What you type reaches somebody here by way of the server. Nothing is lost, it takes a little longer.',
};

export function saveWords(status: Pick<DocumentStatus, 'save' | 'waiting' | 'phase'>): {
  label: string;
  detail: string;
} {
  if (status.phase === 'loading') return { label: 'loading', detail: 'The text is on its way.' };
  switch (status.save) {
    case 'saved':
      return { label: 'saved', detail: 'Everything you typed is stored on the server.' };
    case 'saving':
      return { label: 'saving', detail: `${count(status.waiting, 'change')} on the way to the server.` };
    case 'offline':
      return {
        label: status.waiting === 0 ? 'offline' : `offline, ${count(status.waiting, 'change')} waiting`,
        detail: 'Go on typing: your changes are kept in this browser and merged when the connection is back.',
      };
    default:
      return status.save satisfies never;
  }
}
