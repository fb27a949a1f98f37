import { Tooltip as Radix } from 'radix-ui';
import type { ReactElement } from 'react';

/** A short name for a control that shows only a sign. Never the only place where something is said. */
export function Tooltip({ label, children }: { label: string; children: ReactElement }) {
  return (
    <Radix.Root>
      <Radix.Trigger asChild>{children}</Radix.Trigger>
      <Radix.Portal>
        <Radix.Content
          sideOffset={6}
          collisionPadding={8}
          className="z-50 max-w-64 animate-rise rounded-md bg-ink px-2 py-1 text-xs font-medium text-paper shadow-float"
        >
          {label}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}
