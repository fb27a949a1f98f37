import { useMemo, useState } from 'react';
import { cx } from '../../../lib/cx.ts';
import { Button } from '../../../ui/Button.tsx';
import type { Checker } from '../../../realtime/protocol.ts';
import { lineDiff } from './lineDiff.ts';

/** Lines shown at first; a wrong answer is mostly seen in the first of them. */
const shownAtFirst = 200;

const signs = { same: ' ', missing: '−', extra: '+' } as const;
const says = { same: '', missing: 'expected: ', extra: 'printed: ' } as const;

/** What was expected against what was printed, with the white space that makes the difference. */
export function CaseDiff({
  expected,
  actual,
  checker,
}: {
  expected: string;
  actual: string;
  checker: Checker;
}) {
  const [all, setAll] = useState(false);
  const lines = useMemo(() => lineDiff(expected, actual, equality(checker)), [expected, actual, checker]);
  const shown = all ? lines : lines.slice(0, shownAtFirst);
  return (
    <div className="overflow-hidden rounded-md border border-line bg-surface">
      <p className="flex gap-4 border-b border-line px-3 py-1.5 text-xs text-muted">
        <span>
          <b className="text-danger">−</b> expected
        </span>
        <span>
          <b className="text-lagoon">+</b> printed
        </span>
        <span className="ml-auto">space · tab →</span>
      </p>
      <ol className="overflow-x-auto py-1 font-mono text-[13px] leading-5">
        {shown.map(({ kind, text }, index) => (
          <li
            key={index}
            className={cx(
              'flex w-max min-w-full px-3 whitespace-pre',
              kind === 'missing' && 'bg-danger-soft text-danger',
              kind === 'extra' && 'bg-lagoon-soft text-lagoon',
            )}
          >
            <span aria-hidden className="w-4 shrink-0 select-none">
              {signs[kind]}
            </span>
            <span className="sr-only">{says[kind]}</span>
            {kind === 'same' ? text || ' ' : <VisibleSpaces text={text} />}
          </li>
        ))}
      </ol>
      {shown.length < lines.length && (
        <Button size="sm" look="ghost" className="m-1" onClick={() => setAll(true)}>
          Show all {lines.length} lines
        </Button>
      )}
    </div>
  );
}

/** Every blank as a sign, since one too many is what nobody sees. */
function VisibleSpaces({ text }: { text: string }) {
  if (text === '') return <span className="opacity-60">(empty line)</span>;
  return text.split(/([ \t]+)/).map((part, index) =>
    /^[ \t]/.test(part) ? (
      <span key={index} aria-hidden className="opacity-50">
        {part.replaceAll(' ', '·').replaceAll('\t', '→   ')}
      </span>
    ) : (
      part
    ),
  );
}

/** Lines that the checker takes for the same are not shown as different. */
function equality(checker: Checker): (a: string, b: string) => boolean {
  switch (checker) {
    case 'exact':
      return (a, b) => a === b;
    case 'lines':
    case 'unordered':
      return (a, b) => a.trimEnd() === b.trimEnd();
    case 'tokens':
    case 'numbers':
      return (a, b) => words(a) === words(b);
    default:
      return checker satisfies never;
  }
}

const words = (line: string) => line.trim().replace(/\s+/g, ' ');
