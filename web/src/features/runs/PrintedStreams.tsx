import { Scissors } from 'lucide-react';
import { useEffect, useRef, type ReactNode } from 'react';
import { cx } from '../../lib/cx.ts';
import { formatKilobytes } from '../../lib/format.ts';
import type { Run } from '../../realtime/protocol.ts';
import type { Place } from './diagnostics.ts';
import { textOf, type Transcript } from './liveOutput.ts';
import { Printed } from './Printed.tsx';

interface PrintedStreamsProps {
  run: Run;
  printed: Transcript;
  /** More may come: keep the end in sight. */
  growing: boolean;
  placesIn: (text: string) => readonly Place[];
  onPlace: (place: Place) => void;
  wrap: boolean;
}

/** Output on paper instead of in a terminal: stream by stream, or, where people typed, in order. */
export function PrintedStreams({ run, printed, growing, placesIn, onPlace, wrap }: PrintedStreamsProps) {
  const paper = useFollowedEnd(run, printed, growing);
  const look = { placesIn, onPlace, wrap };
  const [compile, stdout, stderr] = [
    textOf(printed, 'compile'),
    textOf(printed, 'stdout'),
    textOf(printed, 'stderr'),
  ];
  return (
    <div
      ref={paper}
      tabIndex={0}
      aria-label="What the program printed"
      role="region"
      className="min-h-0 flex-1 overflow-auto px-3 pb-3"
    >
      {run.terminal != null ? (
        <Transcribed printed={printed} {...look} />
      ) : (
        <>
          {compile !== '' && (
            <Stream
              title="Compiler"
              bad={run.status === 'compile_error'}
              cut={run.compile?.truncated === true}
            >
              <Printed text={readableGap(compile)} {...look} />
            </Stream>
          )}
          {stdout !== '' && (
            <Stream title={stderr === '' && compile === '' ? null : 'Output'} cut={run.stdoutTruncated}>
              <Printed text={readableGap(stdout)} {...look} />
            </Stream>
          )}
          {stderr !== '' && (
            <Stream title="Error output" bad cut={run.stderrTruncated}>
              <Printed text={readableGap(stderr)} {...look} />
            </Stream>
          )}
        </>
      )}
    </div>
  );
}

type Look = Pick<PrintedStreamsProps, 'placesIn' | 'onPlace' | 'wrap'>;

/** What was printed and typed flows on as in a terminal, so pieces of one line are not blocks of their own. */
function Transcribed({ printed, ...look }: { printed: Transcript } & Look) {
  return (
    <div className="font-mono text-[13px] leading-5">
      {printed.map(({ stream, text }, index) =>
        stream === 'input' ? (
          <span key={index} className="font-semibold break-words whitespace-pre-wrap text-accent">
            <span className="sr-only">typed: </span>
            {text}
          </span>
        ) : (
          <Printed
            key={index}
            text={text}
            {...look}
            className={cx(
              'inline',
              stream === 'stderr' && 'text-danger',
              stream === 'compile' && 'text-muted',
            )}
          />
        ),
      )}
    </div>
  );
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
      {cut && (
        <p className="mb-1 flex items-center gap-1.5 text-xs font-medium text-marigold">
          <Scissors size={13} aria-hidden /> Cut: it printed more than is kept. Beginning and end are here.
        </p>
      )}
      <div className={cx(bad && 'border-l-2 border-danger pl-3 text-danger')}>{children}</div>
    </section>
  );
}

/** The sandbox says in bytes what it left out in the middle. */
export function readableGap(text: string): string {
  return text.replace(/\n… (\d+) bytes left out …\n/, (_, bytes: string) => {
    return `\n\n✂ ${formatKilobytes(Number(bytes) / 1024)} left out here ✂\n\n`;
  });
}

/** Keeps the end of a run that was seen growing in sight, unless the person scrolled up to read; also when a limit ended it. */
function useFollowedEnd({ id: runId, status }: Run, printed: Transcript, growing: boolean) {
  const box = useRef<HTMLDivElement>(null);
  const atEnd = useRef(true);
  const followed = useRef<string | null>(null);
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
    if (growing && followed.current !== runId) {
      followed.current = runId;
      atEnd.current = true;
    }
    if (box.current === null) return;
    // Of compiler errors the first causes the others.
    if (status === 'compile_error') box.current.scrollTop = 0;
    else if (followed.current === runId && atEnd.current) box.current.scrollTop = box.current.scrollHeight;
  }, [runId, status, printed, growing]);
  return box;
}
