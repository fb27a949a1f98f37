import { useCallback } from 'react';
import { count } from '../../../lib/format.ts';
import type { CaseResult, Language, Run, RunSource } from '../../../realtime/protocol.ts';
import { placesIn, type Place } from '../diagnostics.ts';
import { textOf, type Transcript } from '../liveOutput.ts';
import { Printed } from '../Printed.tsx';
import { readableGap } from '../PrintedStreams.tsx';
import { RunHead } from '../RunView.tsx';
import { CaseOutcome } from './CaseOutcome.tsx';

interface TestsOfRunProps {
  run: Run;
  cases: readonly CaseResult[];
  printed: Transcript;
  languages: readonly Language[];
  by: string;
  complete: boolean;
  clockOffsetMs: number;
  sourceOf: (runId: string) => Promise<RunSource>;
  onPlace: (place: Place) => void;
}

/** A run of test cases: what became of each, those that failed first. */
export function TestsOfRun(props: TestsOfRunProps) {
  const { run, cases, printed, languages, onPlace } = props;
  const language = languages.find((one) => one.id === run.language) ?? null;
  const { entry, files } = run;
  const patterns = language?.diagnostics;
  const find = useCallback(
    (text: string) => placesIn(text, patterns ?? [], { entry, files }),
    [patterns, entry, files],
  );
  const failed = cases.filter(({ status }) => status !== 'ok');
  const passed = cases.length - failed.length;
  const compiler = textOf(printed, 'compile');
  return (
    <div className="flex h-full min-h-0 flex-col">
      <div className="px-3 pt-1 pb-2">
        <RunHead
          run={run}
          language={language}
          by={props.by}
          complete={props.complete}
          clockOffsetMs={props.clockOffsetMs}
        />
      </div>
      <div
        role="region"
        aria-label="Results of the tests"
        tabIndex={0}
        className="min-h-0 flex-1 space-y-4 overflow-y-auto px-3 pb-3"
      >
        {compiler !== '' && <Printed text={readableGap(compiler)} placesIn={find} onPlace={onPlace} wrap />}
        {failed.map((one) => (
          <div key={one.index}>
            <h3 className="mb-1.5 text-[13px] font-bold">{one.name}</h3>
            <CaseOutcome last={{ result: one, run }} languages={languages} sourceOf={props.sourceOf} />
          </div>
        ))}
        {passed > 0 && (
          <p className="text-[13px] text-muted">
            {count(passed, 'case')} passed:{' '}
            {cases
              .filter(({ status }) => status === 'ok')
              .map(({ name }) => name)
              .join(', ')}
          </p>
        )}
      </div>
    </div>
  );
}
