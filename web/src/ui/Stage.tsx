import type { ReactNode } from 'react';
import { cx } from '../lib/cx.ts';

const tones = {
  plain: 'bg-sunken text-muted',
  accent: 'bg-accent-soft text-accent',
  good: 'bg-lagoon-soft text-lagoon',
  warn: 'bg-marigold-soft text-marigold',
  bad: 'bg-danger-soft text-danger',
} as const;

interface StageProps {
  icon: ReactNode;
  tone?: keyof typeof tones;
  title: string;
  /** What it means and what to do next. */
  children: ReactNode;
  actions?: ReactNode;
}

/** A state that takes the whole page: full, ended, removed, unknown … Its title is the page's heading. */
export function Stage({ icon, tone = 'plain', title, children, actions }: StageProps) {
  return (
    <section className="mx-auto flex w-full max-w-md flex-col items-center px-6 py-12 text-center">
      <span className={cx('flex size-14 items-center justify-center rounded-xl', tones[tone])}>{icon}</span>
      <h1 className="mt-5 text-2xl font-bold tracking-tight text-balance">{title}</h1>
      <div className="mt-2 space-y-2 text-[15px] leading-relaxed text-pretty text-muted">{children}</div>
      {actions !== undefined && <div className="mt-6 flex flex-wrap justify-center gap-2">{actions}</div>}
    </section>
  );
}

/** The same for a panel that has nothing to show. */
export function EmptyPanel({
  icon,
  title,
  children,
}: {
  icon: ReactNode;
  title: string;
  children?: ReactNode;
}) {
  return (
    <div className="flex h-full flex-col items-center justify-center gap-1.5 p-6 text-center">
      <span className="text-muted/70">{icon}</span>
      <p className="text-sm font-semibold">{title}</p>
      {children !== undefined && (
        <div className="max-w-64 text-[13px] leading-snug text-pretty text-muted">{children}</div>
      )}
    </div>
  );
}
