import { useEffect, useState } from 'react';
import { cx } from '../../lib/cx.ts';
import { useMediaQuery } from '../../lib/preferences.ts';
import { frameAt, lastFrame, type Typist } from './script.ts';

/** Slow enough to follow both hands. */
const frameMs = 70;
/** Where the first showing begins: with both at work already. */
const firstFrame = 44;
/** How long the finished picture stays before it starts over. */
const restFrames = 60;

const typists: Record<Typist, { name: string; caret: string; flag: string }> = {
  ada: { name: 'Ada', caret: 'bg-accent', flag: 'bg-accent text-on-accent' },
  lin: { name: 'Lin', caret: 'bg-lagoon', flag: 'bg-lagoon text-paper' },
};

/** A room in small: two people write a function at once, and run it. A picture, described in words for who cannot see it. */
export function Scene() {
  const still = useMediaQuery('(prefers-reduced-motion: reduce)');
  const [frame, setFrame] = useState(firstFrame);
  useEffect(() => {
    if (still) return;
    const timer = setInterval(() => {
      if (!document.hidden) setFrame((now) => (now >= lastFrame + restFrames ? 0 : now + 1));
    }, frameMs);
    return () => clearInterval(timer);
  }, [still]);
  const { lines, output, running } = frameAt(still ? lastFrame : Math.min(frame, lastFrame));

  return (
    <div
      role="img"
      aria-label="Ada and Lin write a Python function together in the shared editor; its output appears below for both."
      className="relative isolate"
    >
      <div aria-hidden className="absolute -top-5 -right-5 -z-10 h-2/3 w-1/2 rounded-xl bg-accent-soft" />
      <div aria-hidden className="absolute -bottom-5 -left-5 -z-10 h-1/2 w-1/2 rounded-xl bg-lagoon-soft" />
      <div aria-hidden className="overflow-hidden rounded-xl border border-line bg-surface shadow-float">
        <div className="flex h-11 items-center gap-2 border-b border-line px-3 text-[13px]">
          <span className="rounded-sm bg-sunken px-2 py-1 font-semibold">main.py</span>
          <span className="ml-auto flex items-center gap-1.5 text-muted">
            <span className="size-1.5 rounded-full bg-lagoon" /> saved
          </span>
          <span className="flex -space-x-1.5">
            {Object.values(typists).map((typist) => (
              <span
                key={typist.name}
                className={cx(
                  'flex size-6 items-center justify-center rounded-full border-2 border-surface text-[10px] font-bold',
                  typist.flag,
                )}
              >
                {typist.name[0]}
              </span>
            ))}
          </span>
          <span
            className={cx(
              'rounded-md px-2.5 py-1 font-semibold transition-colors',
              running ? 'bg-lagoon text-paper' : 'bg-accent text-on-accent',
            )}
          >
            Run
          </span>
        </div>
        <ol className="h-60 px-1 py-3 font-mono text-[12.5px] leading-6 whitespace-pre sm:text-[13.5px]">
          {lines.map((line, index) => (
            <li key={index} className="flex">
              <span className="w-8 shrink-0 pr-3 text-right text-muted/60">{index + 1}</span>
              <span>
                {line.parts.map((part, at) => (
                  <span key={at} className={tones[part.tone]}>
                    {part.text}
                  </span>
                ))}
                {line.caret !== null && <CaretMark typist={line.caret} flagBelow={index === 0} />}
              </span>
            </li>
          ))}
        </ol>
        <div className="h-28 border-t border-line bg-sunken/60 px-4 py-3 font-mono text-[12.5px] leading-5 sm:text-[13px]">
          <p className="mb-1 flex items-center gap-2 font-sans text-[13px] font-semibold">
            {output.done ? (
              <>
                <span className="rounded-sm bg-lagoon-soft px-1.5 py-0.5 text-lagoon">Finished</span>
                <span className="font-normal text-muted">run by Lin · 38 ms</span>
              </>
            ) : (
              <span className="font-normal text-muted">{running ? 'Running…' : 'Output'}</span>
            )}
          </p>
          {output.lines.map((line) => (
            <p key={line}>{line}</p>
          ))}
        </div>
      </div>
    </div>
  );
}

const tones = {
  plain: '',
  word: 'text-iris',
  name: 'text-accent',
  text: 'text-lagoon',
  quiet: 'text-muted',
} as const;

function CaretMark({ typist, flagBelow }: { typist: Typist; flagBelow: boolean }) {
  const { name, caret, flag } = typists[typist];
  return (
    <span className="relative inline-block h-[1.2em] w-0 align-text-bottom">
      <span className={cx('absolute inset-y-0 left-0 w-0.5', caret)} />
      <span
        className={cx(
          'absolute left-0 z-10 px-1 font-sans text-[10px] leading-4 font-bold',
          flagBelow ? 'top-full rounded-sm rounded-tl-none' : 'bottom-full rounded-sm rounded-bl-none',
          flag,
        )}
      >
        {name}
      </span>
    </span>
  );
}
