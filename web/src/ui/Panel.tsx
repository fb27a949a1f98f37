import type { ReactNode } from 'react';

/** The bar above a panel: its name, and what can be done in it. */
export function PanelHeader({ title, children }: { title: ReactNode; children?: ReactNode }) {
  return (
    <header className="flex h-10 shrink-0 items-center justify-between gap-2 pr-1.5 pl-3">
      <h2 className="truncate text-[13px] font-bold">{title}</h2>
      <div className="flex items-center gap-1">{children}</div>
    </header>
  );
}
