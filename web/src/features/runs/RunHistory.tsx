import { History } from 'lucide-react';
import { cx } from '../../lib/cx.ts';
import { formatDuration, formatTime } from '../../lib/format.ts';
import { explainError } from '../../lib/refusals.ts';
import type { Language } from '../../realtime/protocol.ts';
import { Button } from '../../ui/Button.tsx';
import { EmptyPanel } from '../../ui/Stage.tsx';
import type { Runs } from './useRuns.ts';
import { VerdictSign } from './VerdictBadge.tsx';
import { verdictOf } from './verdicts.ts';

interface RunHistoryProps {
  runs: Runs;
  languages: readonly Language[];
  nameOf: (participantId: string) => string;
  onShow: (runId: string) => void;
}

const signColours = {
  busy: 'text-iris',
  good: 'text-lagoon',
  bad: 'text-danger',
  warn: 'text-marigold',
  plain: 'text-muted',
} as const;

export function RunHistory({ runs, languages, nameOf, onShow }: RunHistoryProps) {
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
      <EmptyPanel icon={<History size={22} aria-hidden />} title="No runs yet">
        Every run of this room is kept here, with who ran it.
      </EmptyPanel>
    );
  }
  return (
    <ol className="h-full overflow-y-auto px-1.5 pb-2">
      {list.map((run) => {
        const language = languages.find((one) => one.id === run.language) ?? null;
        const verdict = verdictOf(run, language?.limits ?? null);
        return (
          <li key={run.id}>
            <button
              type="button"
              aria-current={run.id === runs.shown?.id ? 'true' : undefined}
              onClick={() => onShow(run.id)}
              className={cx(
                'flex w-full items-center gap-2.5 rounded-md px-2 py-1.5 text-left text-[13px] hover:bg-sunken',
                run.id === runs.shown?.id && 'bg-accent-soft',
              )}
            >
              <span className={signColours[verdict.tone]}>
                <VerdictSign tone={verdict.tone} />
              </span>
              <span className="font-semibold">{verdict.title}</span>
              <span className="truncate text-muted">
                {language?.name ?? run.language} · {run.entry}
              </span>
              <span className="ml-auto shrink-0 text-muted tabular-nums">
                {run.wallMs != null && `${formatDuration(run.wallMs)} · `}
                {nameOf(run.requestedBy)}, {formatTime(run.requestedAt)}
              </span>
            </button>
          </li>
        );
      })}
    </ol>
  );
}
