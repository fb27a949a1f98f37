import { ArrowLeft, Beaker, CircleDashed, Lock, Play, Plus, RotateCcw } from 'lucide-react';
import { useState, type ReactNode } from 'react';
import { cx } from '../../../lib/cx.ts';
import { count } from '../../../lib/format.ts';
import { useStore } from '../../../lib/store.ts';
import type { Language, Run, RunSource, RunTest } from '../../../realtime/protocol.ts';
import { Button } from '../../../ui/Button.tsx';
import { IconButton } from '../../../ui/IconButton.tsx';
import { Spinner } from '../../../ui/Spinner.tsx';
import { EmptyPanel } from '../../../ui/Stage.tsx';
import { signColours, VerdictSign } from '../VerdictBadge.tsx';
import { caseVerdictOf } from '../verdicts.ts';
import { CaseForm, type SharedText } from './CaseForm.tsx';
import { CaseOutcome } from './CaseOutcome.tsx';
import type { HiddenCases } from './HiddenCases.ts';
import type { LastResult } from './results.ts';
import { mostCases, tooManyToRun, type SharedCases } from './SharedCases.ts';

export interface TestsPaneProps {
  shared: SharedCases;
  hidden: HiddenCases;
  /** May write cases and run them. */
  canWrite: boolean;
  /** Holds the interview: may add hidden cases. */
  mayHide: boolean;
  /** How each case ended last, by id. */
  results: ReadonlyMap<string, LastResult>;
  /** The tests that run now. */
  running: Run | null;
  languages: readonly Language[];
  sourceOf: (runId: string) => Promise<RunSource>;
  /** Why nothing can be run now; null when it can. */
  barred: string | null;
  starting: boolean;
  onRun: (tests: RunTest[]) => void;
  shortcut: string;
  sharedText: SharedText;
  /** One thing at a time, as on a phone. */
  narrow: boolean;
}

/** The room's test cases, and how each of them ended. */
export function TestsPane(props: TestsPaneProps) {
  const { shared, hidden, canWrite, mayHide, results, running, barred, onRun, narrow } = props;
  const visibleCases = useStore(shared.state);
  const hiddenOnes = useStore(hidden.state);
  const [chosenId, setChosenId] = useState<string | null>(null);

  const cases = [
    ...visibleCases.map(({ id, name }) => ({ id, name, hidden: false })),
    ...(mayHide ? hiddenOnes.map(({ id, name }) => ({ id, name, hidden: true })) : []),
  ];
  const foreign = [...results.values()].filter(
    ({ result }) => result.hidden && !cases.some((one) => one.id === result.id),
  );
  const chosen = cases.find(({ id }) => id === chosenId) ?? (narrow ? null : (cases[0] ?? null));
  const failed = cases.filter(({ id }) => results.has(id) && results.get(id)?.result.status !== 'ok');
  const crowd = tooManyToRun(cases.length);
  const passed =
    cases.filter(({ id }) => results.get(id)?.result.status === 'ok').length +
    foreign.filter(({ result }) => result.status === 'ok').length;

  function run(of: readonly { id: string; hidden: boolean }[]) {
    onRun(testsOf(of, shared, hidden));
  }

  const add = () => setChosenId(shared.add());
  const addHidden = () => setChosenId(hidden.add());
  const addMenu = canWrite && (
    <>
      <IconButton
        label="Add a test case"
        icon={<Plus size={16} />}
        disabled={visibleCases.length >= mostCases}
        onClick={add}
      />
      {mayHide && (
        <IconButton label="Add a hidden case, for you alone" icon={<Lock size={14} />} onClick={addHidden} />
      )}
    </>
  );

  if (cases.length === 0 && foreign.length === 0) {
    return (
      <EmptyPanel icon={<Beaker size={22} aria-hidden />} title="No test cases yet">
        {canWrite ? (
          <>
            <p>An input, and what the program should print for it. Everyone in the room sees them.</p>
            <div className="mt-3 flex flex-wrap justify-center gap-2">
              <Button size="sm" look="primary" icon={<Plus size={14} aria-hidden />} onClick={add}>
                Add a test case
              </Button>
              {mayHide && (
                <Button size="sm" icon={<Lock size={13} aria-hidden />} onClick={addHidden}>
                  Add a hidden one
                </Button>
              )}
            </div>
          </>
        ) : (
          'When somebody adds one, it appears here.'
        )}
      </EmptyPanel>
    );
  }

  const list = (
    <div className={cx('flex min-h-0 flex-col', narrow ? 'h-full' : 'w-64 shrink-0 border-r border-line')}>
      <div className="flex shrink-0 items-center gap-1 px-2 pb-1.5">
        {canWrite && (
          <Button
            size="sm"
            icon={running === null ? <Play size={13} aria-hidden className="fill-current" /> : undefined}
            busy={props.starting || running !== null}
            disabled={barred !== null || crowd !== null || cases.length === 0}
            title={barred ?? crowd ?? `Run all (${props.shortcut})`}
            onClick={() => run(cases)}
          >
            Run tests
          </Button>
        )}
        {canWrite && failed.length > 0 && running === null && (
          <Button
            size="sm"
            look="ghost"
            icon={<RotateCcw size={13} aria-hidden />}
            disabled={barred !== null || failed.length > mostCases}
            title="Run those again that failed"
            onClick={() => run(failed)}
          >
            Failed
          </Button>
        )}
        <span className="ml-auto flex">{addMenu}</span>
      </div>
      <p role="status" className="shrink-0 px-3 pb-1 text-xs text-muted">
        {running !== null
          ? progressOf(running)
          : results.size > 0
            ? `${passed} of ${cases.length + foreign.length} passed`
            : count(cases.length, 'case')}
      </p>
      {canWrite && crowd !== null && <p className="shrink-0 px-3 pb-1.5 text-xs text-danger">{crowd}</p>}
      <ul aria-label="Test cases" className="min-h-0 flex-1 overflow-y-auto px-1.5 pb-2">
        {cases.map((one) => (
          <CaseRow
            key={one.id}
            name={one.name}
            hidden={one.hidden}
            last={results.get(one.id) ?? null}
            waiting={running !== null && results.get(one.id)?.run.id !== running.id}
            chosen={one.id === chosen?.id}
            onChoose={() => setChosenId(one.id)}
          />
        ))}
        {foreign.map(({ result, run: of }) => (
          <CaseRow key={`${of.id} ${result.index}`} name={result.name} hidden last={{ result, run: of }} />
        ))}
      </ul>
    </div>
  );

  const detail = chosen !== null && (
    <div className="min-h-0 min-w-0 flex-1 space-y-3 overflow-y-auto px-3 pb-3">
      {narrow && (
        <Button
          size="sm"
          look="ghost"
          icon={<ArrowLeft size={14} aria-hidden />}
          className="-ml-2"
          onClick={() => setChosenId(null)}
        >
          All test cases
        </Button>
      )}
      <CaseForm
        key={chosen.id}
        id={chosen.id}
        hiddenCase={chosen.hidden ? (hiddenOnes.find(({ id }) => id === chosen.id) ?? null) : null}
        shared={shared}
        hidden={hidden}
        canWrite={canWrite}
        sharedText={props.sharedText}
        onDuplicated={setChosenId}
        run={
          canWrite && (
            <Button
              size="sm"
              icon={<Play size={13} aria-hidden className="fill-current" />}
              disabled={barred !== null || running !== null}
              onClick={() => run([chosen])}
            >
              Run this one
            </Button>
          )
        }
        outcome={outcomeOf(chosen.id)}
      />
    </div>
  );

  function outcomeOf(id: string): ReactNode {
    const last = results.get(id);
    if (last === undefined) return null;
    return <CaseOutcome last={last} languages={props.languages} sourceOf={props.sourceOf} />;
  }

  if (narrow) return <div className="flex h-full min-h-0 flex-col">{chosen === null ? list : detail}</div>;
  return (
    <div className="flex h-full min-h-0">
      {list}
      {detail}
    </div>
  );
}

/** What a run is given, visible cases first as the server wants them. */
export function testsOf(
  cases: readonly { id: string; hidden: boolean }[],
  shared: SharedCases,
  hidden: HiddenCases,
): RunTest[] {
  const own = hidden.state.getSnapshot();
  return [
    ...cases.filter((one) => !one.hidden).flatMap(({ id }) => shared.runTest(id) ?? []),
    ...cases
      .filter((one) => one.hidden)
      .flatMap(({ id }) => {
        const one = own.find((known) => known.id === id);
        if (one === undefined) return [];
        return {
          id,
          name: one.name,
          stdin: one.stdin,
          expected: one.expected,
          checker: one.checker,
          hidden: true,
        };
      }),
  ];
}

function progressOf(run: Run): string {
  if (run.status === 'queued') return 'Waiting…';
  return `Running ${count(run.casesTotal ?? 0, 'case')}…`;
}

interface CaseRowProps {
  name: string;
  hidden: boolean;
  last: LastResult | null;
  /** It is part of what runs now, and has not ended. */
  waiting?: boolean;
  chosen?: boolean;
  /** Absent for others' hidden cases: there is nothing to open. */
  onChoose?: () => void;
}

function CaseRow({ name, hidden, last, waiting = false, chosen = false, onChoose }: CaseRowProps) {
  const verdict = last === null || waiting ? null : caseVerdictOf(last.result, null);
  const content = (
    <>
      <span
        className={cx(
          'flex size-4 shrink-0 items-center justify-center',
          verdict && signColours[verdict.tone],
        )}
      >
        {verdict !== null ? (
          <VerdictSign tone={verdict.tone} />
        ) : waiting ? (
          <Spinner size={13} />
        ) : (
          <CircleDashed size={14} aria-hidden className="text-muted/60" />
        )}
      </span>
      <span className="min-w-0 flex-1 truncate font-medium">{name}</span>
      {hidden && <Lock size={12} aria-label="hidden" className="shrink-0 text-muted" />}
      <span className="shrink-0 text-xs text-muted">{verdict?.title ?? ''}</span>
    </>
  );
  const look = 'flex h-8 w-full items-center gap-2 rounded-md px-2 text-left text-[13px]';
  return (
    <li>
      {onChoose === undefined ? (
        <p className={look}>{content}</p>
      ) : (
        <button
          type="button"
          aria-current={chosen ? 'true' : undefined}
          onClick={onChoose}
          className={cx(look, chosen ? 'bg-accent-soft' : 'hover:bg-sunken')}
        >
          {content}
        </button>
      )}
    </li>
  );
}
