import { Ban, CircleCheck, CircleX, TriangleAlert } from 'lucide-react';
import { cx } from '../../lib/cx.ts';
import { Spinner } from '../../ui/Spinner.tsx';
import type { Verdict } from './verdicts.ts';

const tones = {
  busy: 'bg-iris-soft text-iris',
  good: 'bg-lagoon-soft text-lagoon',
  bad: 'bg-danger-soft text-danger',
  warn: 'bg-marigold-soft text-marigold',
  plain: 'bg-sunken text-muted',
} as const;

/** Colour of a sign that stands without its badge. */
export const signColours = {
  busy: 'text-iris',
  good: 'text-lagoon',
  bad: 'text-danger',
  warn: 'text-marigold',
  plain: 'text-muted',
} as const;

/** Told by sign and words as well as by colour. */
export function VerdictBadge({ verdict }: { verdict: Verdict }) {
  return (
    <span
      className={cx(
        'inline-flex shrink-0 items-center gap-1.5 rounded-sm px-2 py-1 text-[13px] leading-none font-bold',
        tones[verdict.tone],
      )}
    >
      <VerdictSign tone={verdict.tone} />
      {verdict.title}
    </span>
  );
}

export function VerdictSign({ tone }: { tone: Verdict['tone'] }) {
  switch (tone) {
    case 'busy':
      return <Spinner size={14} />;
    case 'good':
      return <CircleCheck size={14} aria-hidden />;
    case 'bad':
      return <CircleX size={14} aria-hidden />;
    case 'warn':
      return <TriangleAlert size={14} aria-hidden />;
    case 'plain':
      return <Ban size={14} aria-hidden />;
    default:
      return tone satisfies never;
  }
}
