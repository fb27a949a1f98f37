import type { ButtonHTMLAttributes, ReactNode, Ref } from 'react';
import { cx } from '../lib/cx.ts';

interface IconButtonProps extends Omit<ButtonHTMLAttributes<HTMLButtonElement>, 'children'> {
  /** What it does: the name for screen readers, and the tooltip. */
  label: string;
  icon: ReactNode;
  /** For a button that stays on or off. */
  pressed?: boolean;
  small?: boolean;
  ref?: Ref<HTMLButtonElement>;
}

/** The browser's own tooltip: a floating layer for every sign would weigh more than the start page may. */
export function IconButton({ label, icon, pressed, small = false, className, ...rest }: IconButtonProps) {
  return (
    <button
      type="button"
      title={label}
      {...rest}
      aria-label={label}
      aria-pressed={pressed}
      className={cx(
        'inline-flex shrink-0 items-center justify-center rounded-md transition-colors',
        'text-muted hover:bg-sunken hover:text-ink disabled:cursor-not-allowed disabled:opacity-45',
        pressed === true && 'bg-sunken text-ink',
        small ? 'size-6' : 'size-8',
        className,
      )}
    >
      {icon}
    </button>
  );
}
