import { Scissors } from 'lucide-react';
import { useEffect, useRef, type ReactNode } from 'react';
import { cx } from '../../lib/cx.ts';
import { formatDuration, formatKilobytes, formatTime } from '../../lib/format.ts';
import { explainError } from '../../lib/refusals.ts';
import type { Language, Run } from '../../realtime/protocol.ts';
import type { PrintedText } from './liveOutput.ts';
import { VerdictBadge } from './VerdictBadge.tsx';
import { isUnderWay, verdictOf } from './verdicts.ts';

interface RunViewProps {
  run: Run;
  printed: PrintedText;
  language: Language | null;
  /** Who asked for it. */
  by: string;
  /** Its output and figures are here. */
  complete: boolean;
  /** Why they are not. */
  resultError: unknown;
}

/** One run: its verdict, what it printed, and what it took. */
export function RunView({ run, printed, language, by, complete, resultError }: RunViewProps) {
  const verdict = verdictOf(run, language?.limits ?? null);
  const over = !isUnderWay(run.status);
  const empty = printed.stdout === '' && printed.stderr === '' && printed.compile === '';
  const paper = useFollowedEnd(printed, !over);
  return (
    <div className="flex h-full min-h-0 flex-col">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1.5 px-3 pt-1 pb-2 text-[13px]">
        <VerdictBadge verdict={verdict} />
        {(!over || complete) && <p className="min-w-0 text-muted">{verdict.sentence}</p>}
        <p className="ml-auto text-muted tabular-nums">
          <RunFigures run={run} by={by} />
        </p>
      </div>
      <div
        ref={paper}
        tabIndex={0}
        aria-label="What the program printed"
        role="region"
        className="min-h-0 flex-1 overflow-auto px-3 pb-3"
      >
        {printed.compile !== '' && (
          <Stream title="Compiler" bad={run.status === 'compile_error'} cut={run.compile?.truncated === true}>
            {printed.compile}
          </Stream>
        )}
        {printed.stdout !== '' && (
          <Stream
            title={printed.stderr === '' && printed.compile === '' ? null : 'Output'}
            cut={run.stdoutTruncated}
          >
            {printed.stdout}
          </Stream>
        )}
        {printed.stderr !== '' && (
          <Stream title="Error output" bad cut={run.stderrTruncated}>
            {printed.stderr}
          </Stream>
        )}
        {empty && over && (
          <p className="text-[13px] text-muted">
            {complete
              ? 'It printed nothing.'
              : resultError == null
                ? 'Loading the output…'
                : explainInOneLine(resultError)}
          </p>
        )}
        {run.afterEnd && (
          <p className="mt-2 text-[13px] text-muted">This run finished after the room had ended.</p>
        )}
      </div>
    </div>
  );
}

function explainInOneLine(error: unknown): string {
  const { title, next } = explainError(error);
  return `${title}. ${next}`;
}

function RunFigures({ run, by }: { run: Run; by: string }) {
  const figures = [
    `${by}, ${formatTime(run.requestedAt)}`,
    run.wallMs == null ? null : formatDuration(run.wallMs),
    run.memoryKb == null ? null : formatKilobytes(run.memoryKb),
    run.exitCode == null ? null : `exit ${run.exitCode}`,
    run.toolchain ?? null,
  ];
  return figures.filter((figure) => figure !== null).join(' · ');
}

function Stream({
  title,
  bad = false,
  cut,
  children,
}: {
  title: string | null;
  bad?: boolean;
  cut: boolean;
  children: ReactNode;
}) {
  return (
    <section className="mb-3 last:mb-0">
      {title !== null && <h3 className="mb-1 text-xs font-semibold text-muted">{title}</h3>}
      <pre
        className={cx(
          'font-mono text-[13px] leading-5 break-words whitespace-pre-wrap',
          bad && 'border-l-2 border-danger pl-3 text-danger',
        )}
      >
        {children}
      </pre>
      {cut && (
        <p className="mt-1 flex items-center gap-1.5 text-xs font-medium text-marigold">
          <Scissors size={13} aria-hidden /> Cut: it printed more than is kept. Beginning and end are here.
        </p>
      )}
    </section>
  );
}

/** Keeps the end of growing output in sight, unless the person scrolled up to read. */
function useFollowedEnd(printed: PrintedText, growing: boolean) {
  const box = useRef<HTMLDivElement>(null);
  const atEnd = useRef(true);
  useEffect(() => {
    const element = box.current;
    if (element === null) return;
    const onScroll = () => {
      atEnd.current = element.scrollHeight - element.scrollTop - element.clientHeight < 24;
    };
    element.addEventListener('scroll', onScroll, { passive: true });
    return () => element.removeEventListener('scroll', onScroll);
  }, []);
  useEffect(() => {
    if (growing && atEnd.current) box.current?.scrollTo({ top: box.current.scrollHeight });
  }, [printed, growing]);
  return box;
}
