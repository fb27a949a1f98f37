import { ClipboardCopy, Download, Eraser, Search, WrapText } from 'lucide-react';
import { useCallback, useMemo, useRef, useState } from 'react';
import { downloadFile } from '../../lib/download.ts';
import { formatDuration, formatKilobytes, formatTime } from '../../lib/format.ts';
import { explainError } from '../../lib/refusals.ts';
import type { Language, Run } from '../../realtime/protocol.ts';
import { IconButton } from '../../ui/IconButton.tsx';
import { toast } from '../../ui/toasts.ts';
import { unstyled } from './ansi.ts';
import { placesIn, type Place } from './diagnostics.ts';
import { LineInput } from './LineInput.tsx';
import { withNames, type Transcript } from './liveOutput.ts';
import { PrintedStreams } from './PrintedStreams.tsx';
import { TerminalPane } from './terminal/TerminalPane.tsx';
import type { TerminalScreen } from './terminal/TerminalScreen.ts';
import { TranscriptLog } from './TranscriptLog.tsx';
import { useElapsed } from './useElapsed.ts';
import { useTyping } from './useTyping.ts';
import { VerdictBadge } from './VerdictBadge.tsx';
import { isUnderWay, verdictOf } from './verdicts.ts';

interface RunViewProps {
  run: Run;
  printed: Transcript;
  language: Language | null;
  nameOf: (participantId: string) => string;
  /** Its output and figures are here. */
  complete: boolean;
  /** Why they are not. */
  resultError: unknown;
  clockOffsetMs: number;
  /** May type into it and stop it. */
  canType: boolean;
  /** The browser's own text fields instead of a terminal. */
  plain: boolean;
  sendInput: (runId: string, input: { text?: string; end?: boolean }) => Promise<void>;
  onStop: (runId: string) => void;
  onPlace: (place: Place) => void;
  /** Changes whenever the keyboard should go to the terminal. */
  focusKey: number;
}

/** One run: its verdict, what it printed and was given to read, and what it took. */
export function RunView(props: RunViewProps) {
  const { run, printed, language, nameOf, complete, resultError, canType, onPlace } = props;
  const over = !isUnderWay(run.status);
  const [wrap, setWrap] = useState(true);
  const [searching, setSearching] = useState(false);
  const [unavailable, setUnavailable] = useState(false);
  const screen = useRef<TerminalScreen>(null);
  const typing = useTyping(run.id, printed, props.sendInput);
  const patterns = language?.diagnostics;
  const { entry, files } = run;
  const find = useCallback(
    (text: string) => placesIn(text, patterns ?? [], { entry, files }),
    [patterns, entry, files],
  );

  const inTerminal = run.terminal != null && !props.plain && !unavailable;
  const takesInput = run.terminal != null && run.status === 'running' && canType;
  const text = printed.map((segment) => segment.text).join('');
  const shown = useMemo(
    () => withNames(printed, run.requestedBy, nameOf),
    [printed, run.requestedBy, nameOf],
  );

  function copy() {
    const selected = inTerminal ? (screen.current?.selection ?? '') : '';
    navigator.clipboard.writeText(selected === '' ? unstyled(text) : selected).then(
      () => toast(selected === '' ? 'Copied the whole output' : 'Copied'),
      () => toast('The browser did not allow copying', { tone: 'bad' }),
    );
  }

  return (
    <div className="flex h-full min-h-0 flex-col">
      <div className="flex items-start gap-2 px-3 pt-1 pb-2">
        <RunHead
          run={run}
          language={language}
          by={nameOf(run.requestedBy)}
          complete={complete}
          clockOffsetMs={props.clockOffsetMs}
        />
        {text !== '' && (
          <div role="toolbar" aria-label="Output" className="-my-1 -mr-1.5 flex shrink-0 items-center">
            <IconButton label="Copy" icon={<ClipboardCopy size={15} />} onClick={copy} />
            {inTerminal ? (
              <>
                <IconButton
                  label="Find in the output (Ctrl+F)"
                  icon={<Search size={15} />}
                  pressed={searching}
                  onClick={() => setSearching(!searching)}
                />
                <IconButton
                  label="Clear the terminal, for you alone"
                  icon={<Eraser size={15} />}
                  onClick={() => screen.current?.clear()}
                />
              </>
            ) : (
              <IconButton
                label="Wrap long lines"
                icon={<WrapText size={15} />}
                pressed={wrap}
                onClick={() => setWrap(!wrap)}
              />
            )}
            <IconButton
              label="Download the output"
              icon={<Download size={15} />}
              onClick={() => downloadFile(`${run.entry.replaceAll('/', '-')}-output.txt`, new Blob([text]))}
            />
          </div>
        )}
      </div>
      {over && text === '' ? (
        <p className="px-3 text-[13px] text-muted">
          {complete
            ? 'It printed nothing.'
            : resultError == null
              ? 'Loading the output…'
              : inOneLine(resultError)}
        </p>
      ) : inTerminal ? (
        <>
          <div className="min-h-0 flex-1">
            <TerminalPane
              runId={run.id}
              fromTop={run.status === 'compile_error'}
              printed={shown}
              open={takesInput}
              sent={typing.sent}
              type={typing.type}
              onStop={() => props.onStop(run.id)}
              placesIn={find}
              onPlace={onPlace}
              screen={screen}
              focusKey={props.focusKey}
              searching={searching}
              onSearching={setSearching}
              onUnavailable={() => setUnavailable(true)}
            />
          </div>
          <TranscriptLog printed={shown} />
        </>
      ) : (
        <>
          <PrintedStreams
            run={run}
            printed={shown}
            growing={!over}
            placesIn={find}
            onPlace={onPlace}
            wrap={wrap}
          />
          {takesInput && <LineInput type={typing.type} />}
        </>
      )}
      {run.afterEnd && (
        <p className="shrink-0 px-3 pb-2 text-[13px] text-muted">
          This run finished after the room had ended.
        </p>
      )}
    </div>
  );
}

interface RunHeadProps {
  run: Run;
  language: Language | null;
  by: string;
  complete: boolean;
  clockOffsetMs: number;
}

/** What became of it, in words; who ran it, and what it took. */
export function RunHead({ run, language, by, complete, clockOffsetMs }: RunHeadProps) {
  const verdict = verdictOf(run, language?.limits ?? null);
  const over = !isUnderWay(run.status);
  const elapsed = useElapsed(run.status === 'running' ? (run.startedAt ?? null) : null, clockOffsetMs);
  return (
    <div className="flex min-w-0 flex-1 flex-wrap items-center gap-x-3 gap-y-1 text-[13px]">
      <VerdictBadge verdict={verdict} />
      {elapsed !== null && (
        <span role="timer" className="font-semibold tabular-nums">
          {formatClock(elapsed)}
        </span>
      )}
      {(!over || complete) && <p className="min-w-0 text-muted">{verdict.sentence}</p>}
      <p className="text-muted tabular-nums sm:ml-auto">{figures(run, by)}</p>
    </div>
  );
}

function figures(run: Run, by: string): string {
  return [
    `${by}, ${formatTime(run.requestedAt)}`,
    run.wallMs == null ? null : formatDuration(run.wallMs),
    run.memoryKb == null ? null : formatKilobytes(run.memoryKb),
    run.exitCode == null ? null : `exit ${run.exitCode}`,
  ]
    .filter((figure) => figure !== null)
    .join(' · ');
}

/** `0:07`, `2:31`. */
function formatClock(ms: number): string {
  const seconds = Math.floor(ms / 1000);
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}

function inOneLine(error: unknown): string {
  const { title, next } = explainError(error);
  return `${title}. ${next}`;
}
