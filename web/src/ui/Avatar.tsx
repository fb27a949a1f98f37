import { initials, textOn } from '../lib/colour.ts';
import { cx } from '../lib/cx.ts';

const sizes = { sm: 'size-6 text-[10px]', md: 'size-8 text-xs', lg: 'size-14 text-lg' } as const;

interface AvatarProps {
  name: string;
  /** `#rrggbb` */
  colour: string;
  /** Someone whose page is not there at the moment is drawn hollow. */
  online?: boolean;
  size?: keyof typeof sizes;
}

/** A person's initials on their colour. Decoration: the name stands beside it or in the surrounding label. */
export function Avatar({ name, colour, online = true, size = 'md' }: AvatarProps) {
  return (
    <span
      aria-hidden
      style={
        online
          ? { backgroundColor: colour, color: textOn(colour), borderColor: colour }
          : { borderColor: colour, color: 'var(--color-muted)' }
      }
      className={cx(
        'inline-flex shrink-0 items-center justify-center rounded-full border-2 font-bold',
        !online && 'border-dashed bg-surface',
        sizes[size],
      )}
    >
      {initials(name)}
    </span>
  );
}
