import { X } from 'lucide-react';
import { Toast as Radix } from 'radix-ui';
import { cx } from '../lib/cx.ts';
import { useStore } from '../lib/store.ts';
import { dismissToast, toasts } from './toasts.ts';

const edges = { plain: 'border-l-line-strong', good: 'border-l-lagoon', bad: 'border-l-danger' } as const;

/** Where toasts appear; once per page. Read out by screen readers, reachable with Alt+T. */
export function Toaster() {
  const list = useStore(toasts);
  return (
    <Radix.Provider swipeDirection="right">
      {list.map((toast) => (
        <Radix.Root
          key={toast.id}
          duration={toast.tone === 'bad' ? 9000 : 4500}
          onOpenChange={(open) => {
            if (!open) dismissToast(toast.id);
          }}
          className={cx(
            'flex animate-rise items-start gap-3 rounded-lg border border-l-4 border-line bg-raised p-3 shadow-float',
            edges[toast.tone],
          )}
        >
          <div className="min-w-0 flex-1">
            <Radix.Title className="text-sm font-semibold">{toast.title}</Radix.Title>
            {toast.detail !== undefined && (
              <Radix.Description className="mt-0.5 text-[13px] text-muted">{toast.detail}</Radix.Description>
            )}
          </div>
          <Radix.Close aria-label="Dismiss" className="rounded-sm text-muted hover:text-ink">
            <X size={16} aria-hidden />
          </Radix.Close>
        </Radix.Root>
      ))}
      <Radix.Viewport
        hotkey={['altKey', 'KeyT']}
        className="fixed bottom-32 left-1/2 -translate-x-1/2 z-50 flex w-80 max-w-[calc(100vw-1.5rem)] flex-col gap-2 outline-none sm:bottom-3"
      />
    </Radix.Provider>
  );
}
