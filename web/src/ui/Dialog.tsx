import { X } from 'lucide-react';
import { AlertDialog, Dialog as Radix } from 'radix-ui';
import type { ReactNode } from 'react';
import { cx } from '../lib/cx.ts';
import { Button } from './Button.tsx';
import { IconButton } from './IconButton.tsx';

const overlay = 'fixed inset-0 z-40 bg-black/45 backdrop-blur-[2px]';
const box = cx(
  'fixed z-50 flex max-h-[92dvh] flex-col overflow-y-auto bg-surface p-5 shadow-float animate-rise',
  'inset-x-0 bottom-0 rounded-t-xl border-t border-line',
  'sm:inset-auto sm:top-1/2 sm:left-1/2 sm:w-[calc(100vw-2rem)] sm:-translate-x-1/2 sm:-translate-y-1/2 sm:rounded-xl sm:border',
);

interface DialogProps {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  title: string;
  description: string;
  /** Wider than a question needs; `full` for what is as wide as the screen lets it be. */
  wide?: boolean | 'full';
  children: ReactNode;
}

/** A sheet from below on a phone, a centred box elsewhere. “Close” comes last, so that focus starts on what it is for. */
export function Dialog({ open, onOpenChange, title, description, wide = false, children }: DialogProps) {
  return (
    <Radix.Root open={open} onOpenChange={onOpenChange}>
      <Radix.Portal>
        <Radix.Overlay className={overlay} />
        <Radix.Content
          className={cx(box, wide === 'full' ? 'sm:max-w-6xl' : wide ? 'sm:max-w-xl' : 'sm:max-w-md')}
        >
          <Radix.Title className="pr-10 text-lg font-bold">{title}</Radix.Title>
          <Radix.Description className="mt-1 pr-10 text-sm text-muted">{description}</Radix.Description>
          <div className="mt-4">{children}</div>
          <Radix.Close asChild>
            <IconButton label="Close" icon={<X size={18} />} className="absolute top-4 right-4" />
          </Radix.Close>
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}

interface ConfirmProps {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  title: string;
  /** What will happen and whether it can be undone. */
  description: string;
  /** The verb on the button: what is done, never “OK”. */
  action: string;
  busy?: boolean;
  onConfirm: () => void;
}

/** Asks before something that cannot be taken back. Focus starts on “Cancel”. */
export function Confirm({
  open,
  onOpenChange,
  title,
  description,
  action,
  busy = false,
  onConfirm,
}: ConfirmProps) {
  return (
    <AlertDialog.Root open={open} onOpenChange={onOpenChange}>
      <AlertDialog.Portal>
        <AlertDialog.Overlay className={overlay} />
        <AlertDialog.Content className={cx(box, 'sm:max-w-sm')}>
          <AlertDialog.Title className="text-lg font-bold">{title}</AlertDialog.Title>
          <AlertDialog.Description className="mt-1 text-sm text-muted">{description}</AlertDialog.Description>
          <div className="mt-5 flex justify-end gap-2">
            <AlertDialog.Cancel asChild>
              <Button>Cancel</Button>
            </AlertDialog.Cancel>
            <Button look="danger" busy={busy} onClick={onConfirm}>
              {action}
            </Button>
          </div>
        </AlertDialog.Content>
      </AlertDialog.Portal>
    </AlertDialog.Root>
  );
}
