import { FileDiff, History, RotateCcw } from 'lucide-react';
import { cx } from '../../lib/cx.ts';
import { formatDuration, formatTime } from '../../lib/format.ts';
import { explainError } from '../../lib/refusals.ts';
import type { Language, Run } from '../../realtime/protocol.ts';
import { Button } from '../../ui/Button.tsx';
import { IconButton } from '../../ui/IconButton.tsx';
import { EmptyPanel } from '../../ui/Stage.tsx';
import type { Runs } from './useRuns.ts';
import { signColours, VerdictSign } from './VerdictBadge.tsx';
import { verdictOf } from './verdicts.ts';

interface RunHistoryProps {
  runs: Runs;
  languages: readonly Language[];
  nameOf: (participantId: string) => string;
  canRun: boolean;
  onShow: (runId: string) => void;
  onCompare: (run: Run) => void;
  onRunAgain: (run: Run) => void;
}

export function RunHistory(props: RunHistoryProps) {
  const { runs, languages, nameOf, canRun, onShow, onCompare, onRunAgain } = props;
  const list = runs.feed.runs;
  if (runs.history.error != null && list.length === 0) {
    const { title, next } = explainError(runs.history.error);
    return (
      <EmptyPanel icon={<History size={22} aria-hidden />} title={title}>
        <p>{next}</p>
        <Button size="sm" className="mt-3" onClick={runs.history.retry}>
          Try again
        </Button>
      </EmptyPanel>
    );
  }
  if (list.length === 0) {
    return (
      <EmptyPanel
        icon={<History size={22} aria-hidden />}
        title={runs.history.loading ? 'Looking for earlier runs…' : 'No runs yet'}
      >
        {!runs.history.loading && 'Every run of this room is kept here, with who ran it.'}
      </EmptyPanel>
    );
  }
  return (
    <ol className="h-full overflow-y-auto px-1.5 pb-2">
      {list.map((run) => {
        const language = languages.find((one) => one.id === run.language) ?? null;
        const verdict = verdictOf(run, language?.limits ?? null);
        const shown = run.id === runs.shown?.id;
        return (
          <li
            key={run.id}
            className={cx(
              'flex items-center gap-1 rounded-md pr-1',
              shown ? 'bg-accent-soft' : 'hover:bg-sunken',
            )}
          >
            <button
              type="button"
              aria-current={shown ? 'true' : undefined}
              onClick={() => onShow(run.id)}
              className="flex min-w-0 flex-1 items-center gap-2.5 rounded-md px-2 py-1.5 text-left text-[13px]"
            >
              <span className={signColours[verdict.tone]}>
                <VerdictSign tone={verdict.tone} />
              </span>
              <span className="shrink-0 font-semibold">{verdict.title}</span>
              <span className="min-w-0 truncate text-muted">
                {language?.name ?? run.language} · {run.entry}
                {run.casesTotal != null && ` · tests ${run.casesPassed ?? 0}/${run.casesTotal}`}
              </span>
              <span className="ml-auto shrink-0 text-muted tabular-nums">
                {run.wallMs != null && run.casesTotal == null && (
                  <span className="max-sm:hidden">{formatDuration(run.wallMs)} · </span>
                )}
                {nameOf(run.requestedBy)}, {formatTime(run.requestedAt)}
              </span>
            </button>
            <IconButton
              label={`Compare the code of this run (${verdict.title}, ${formatTime(run.requestedAt)})`}
              icon={<FileDiff size={15} />}
              onClick={() => onCompare(run)}
            />
            {canRun && (
              <IconButton
                label={`Run exactly this again (${verdict.title}, ${formatTime(run.requestedAt)})`}
                icon={<RotateCcw size={15} />}
                onClick={() => onRunAgain(run)}
              />
            )}
          </li>
        );
      })}
    </ol>
  );
}
