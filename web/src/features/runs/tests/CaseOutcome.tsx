import { useQuery } from '@tanstack/react-query';
import { Lock } from 'lucide-react';
import { formatDuration, formatKilobytes } from '../../../lib/format.ts';
import { explainError } from '../../../lib/refusals.ts';
import type { Language, RunSource } from '../../../realtime/protocol.ts';
import { readableGap } from '../PrintedStreams.tsx';
import { VerdictBadge } from '../VerdictBadge.tsx';
import { caseVerdictOf } from '../verdicts.ts';
import { CaseDiff } from './CaseDiff.tsx';
import type { LastResult } from './results.ts';

interface CaseOutcomeProps {
  last: LastResult;
  languages: readonly Language[];
  sourceOf: (runId: string) => Promise<RunSource>;
}

/** How one case ended: verdict, what it took, and where the output differs from what was expected then. */
export function CaseOutcome({ last: { result, run }, languages, sourceOf }: CaseOutcomeProps) {
  const limits = languages.find((one) => one.id === run.language)?.limits ?? null;
  const verdict = caseVerdictOf(result, limits);
  const isWrong = result.status === 'wrong_answer';
  const source = useQuery({
    queryKey: ['run-source', run.id],
    queryFn: () => sourceOf(run.id),
    enabled: isWrong && result.stdout != null,
    staleTime: Infinity,
  });
  const asked = source.data?.tests?.[result.index];
  return (
    <section aria-label={`Result of ${result.name}`} className="space-y-2">
      <p className="flex flex-wrap items-center gap-x-3 gap-y-1 text-[13px]">
        <VerdictBadge verdict={verdict} />
        <span className="text-muted">{verdict.sentence}</span>
        <span className="ml-auto text-muted tabular-nums">
          {[
            result.wallMs == null ? null : formatDuration(result.wallMs),
            result.memoryKb == null ? null : formatKilobytes(result.memoryKb),
            result.exitCode == null || result.exitCode === 0 ? null : `exit ${result.exitCode}`,
          ]
            .filter((figure) => figure !== null)
            .join(' · ')}
        </span>
      </p>
      {result.stdout == null ? (
        <p className="flex items-center gap-1.5 text-[13px] text-muted">
          <Lock size={13} aria-hidden />
          {result.hidden
            ? 'A hidden case: its input and output stay with who added it.'
            : 'Loading what it printed…'}
        </p>
      ) : (
        <>
          {isWrong && asked?.expected != null ? (
            <CaseDiff
              expected={asked.expected}
              actual={readableGap(result.stdout)}
              checker={asked.checker ?? 'lines'}
            />
          ) : (
            result.status !== 'ok' &&
            result.stdout !== '' && <Output title="Printed" text={readableGap(result.stdout)} />
          )}
          {isWrong && source.error !== null && (
            <p className="text-[13px] text-danger">{explainError(source.error).title}.</p>
          )}
          {result.stderr != null && result.stderr !== '' && (
            <Output title="Error output" text={readableGap(result.stderr)} />
          )}
        </>
      )}
    </section>
  );
}

function Output({ title, text }: { title: string; text: string }) {
  return (
    <div>
      <h4 className="mb-1 text-xs font-semibold text-muted">{title}</h4>
      <pre className="max-h-40 overflow-auto rounded-md border border-line bg-surface px-3 py-2 font-mono text-[13px] leading-5 whitespace-pre-wrap">
        {text}
      </pre>
    </div>
  );
}
