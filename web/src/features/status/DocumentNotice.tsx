import { FileWarning, X } from 'lucide-react';
import { useStore } from '../../lib/store.ts';
import type { DocumentLink } from '../../realtime/DocumentLink.ts';
import type { DocumentNotice as Notice } from '../../realtime/documentStatus.ts';
import { Button } from '../../ui/Button.tsx';
import { IconButton } from '../../ui/IconButton.tsx';

/** What happened to the person's text that they must know; stays until they have read it. */
export function DocumentNotice({ document }: { document: DocumentLink }) {
  const { notice } = useStore(document.status);
  if (notice === null) return null;
  return (
    <div
      role="alert"
      className="flex shrink-0 items-start gap-3 border-b border-line bg-marigold-soft px-4 py-2 text-sm"
    >
      <FileWarning size={17} aria-hidden className="mt-0.5 shrink-0 text-marigold" />
      <div className="min-w-0 flex-1">
        <p>{noticeWords(notice)}</p>
        {notice.kind === 'recovered' && (
          <>
            <textarea
              readOnly
              aria-label="The recovered text"
              value={notice.text}
              rows={Math.min(6, notice.text.split('\n').length)}
              onFocus={(event) => event.target.select()}
              className="mt-2 w-full rounded-md border border-line bg-surface p-2 font-mono text-[13px]"
            />
            <Button
              size="sm"
              className="mt-1"
              onClick={() => void navigator.clipboard.writeText(notice.text)}
            >
              Copy it
            </Button>
          </>
        )}
      </div>
      <IconButton small label="Dismiss" icon={<X size={15} />} onClick={() => document.dismissNotice()} />
    </div>
  );
}

function noticeWords(notice: Notice): string {
  switch (notice.kind) {
    case 'rebuilt':
      return 'The server refused one of your changes, so the text was loaded anew. Look whether your last words are still there.';
    case 'recovered':
      return 'You typed this before the page was closed, and its place is gone. Copy it to where it belongs.';
    case 'readOnly':
      return `You cannot change the text: ${notice.reason}`;
    default:
      return notice satisfies never;
  }
}
