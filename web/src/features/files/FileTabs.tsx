import { X } from 'lucide-react';
import { cx } from '../../lib/cx.ts';

interface FileTabsProps {
  /** In the order they were opened. */
  open: readonly { id: string; path: string }[];
  currentId: string | null;
  onOpen: (id: string) => void;
  onClose: (id: string) => void;
}

/** The files at hand. Closing one only takes it off this row. */
export function FileTabs({ open, currentId, onOpen, onClose }: FileTabsProps) {
  return (
    <nav
      aria-label="Open files"
      className="flex h-10 shrink-0 items-end gap-0.5 overflow-x-auto px-1.5 [scrollbar-width:none]"
    >
      {open.map((file) => {
        const current = file.id === currentId;
        return (
          <div
            key={file.id}
            className={cx(
              'group flex h-8 shrink-0 items-center rounded-t-md pr-1 text-[13px]',
              current
                ? 'bg-surface font-semibold shadow-[inset_0_2px_0_var(--color-accent)]'
                : 'text-muted hover:text-ink',
            )}
          >
            <button
              type="button"
              aria-current={current ? 'true' : undefined}
              title={file.path}
              onClick={() => onOpen(file.id)}
              onAuxClick={(event) => {
                if (event.button === 1 && open.length > 1) onClose(file.id);
              }}
              className="max-w-48 truncate rounded-sm py-1 pr-1 pl-3"
            >
              {file.path.slice(file.path.lastIndexOf('/') + 1)}
            </button>
            {open.length > 1 && (
              <button
                type="button"
                aria-label={`Close ${file.path}`}
                onClick={() => onClose(file.id)}
                className="rounded-sm p-0.5 opacity-60 hover:bg-sunken hover:opacity-100 focus-visible:opacity-100"
              >
                <X size={13} aria-hidden />
              </button>
            )}
          </div>
        );
      })}
    </nav>
  );
}
