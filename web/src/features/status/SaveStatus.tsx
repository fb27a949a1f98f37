import { Cloud, CloudOff, RefreshCw } from 'lucide-react';
import { cx } from '../../lib/cx.ts';
import { count } from '../../lib/format.ts';
import { useStore } from '../../lib/store.ts';
import type { DocumentLink } from '../../realtime/DocumentLink.ts';
import type { DocumentStatus } from '../../realtime/documentStatus.ts';

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
