import { Cpu, Play, Terminal } from 'lucide-react';
import { Tabs } from 'radix-ui';
import { useState, type ReactNode } from 'react';
import { cx } from '../../lib/cx.ts';
import { explainError } from '../../lib/refusals.ts';
import type { Language, Run } from '../../realtime/protocol.ts';
import { Button } from '../../ui/Button.tsx';
import { EmptyPanel } from '../../ui/Stage.tsx';
import type { Place } from './diagnostics.ts';
import { EnvironmentDialog } from './EnvironmentDialog.tsx';
import { RunHistory } from './RunHistory.tsx';
import { RunView } from './RunView.tsx';
import { TestsOfRun } from './tests/TestsOfRun.tsx';
import type { Runs } from './useRuns.ts';

export type OutputTab = 'output' | 'input' | 'tests' | 'history';

interface OutputPanelProps {
  runs: Runs;
  languages: readonly Language[];
  /** Of the file that runs. */
  language: Language | null;
  nameOf: (participantId: string) => string;
  /** Observers see runs but start none. */
  canRun: boolean;
  shortcut: string;
  tab: OutputTab;
  onTab: (tab: OutputTab) => void;
  clockOffsetMs: number;
  /** As on a phone: no terminal, one thing at a time. */
  plain: boolean;
  onPlace: (run: Run, place: Place) => void;
  /** Changes whenever the keyboard should go to the terminal. */
  focusKey: number;
  /** Something is in the Input tab. */
  hasInput: boolean;
  input: ReactNode;
  tests: ReactNode;
  onCompare: (run: Run) => void;
}

export function OutputPanel(props: OutputPanelProps) {
  const { runs, languages, language, nameOf, canRun, shortcut, tab, onTab } = props;
  const [environmentOpen, setEnvironmentOpen] = useState(false);
  const { shown, feed } = runs;
  const older = shown !== null && shown.id !== feed.runs[0]?.id;
  const languageOf = (run: Run) => languages.find((one) => one.id === run.language) ?? null;
  return (
    <Tabs.Root value={tab} onValueChange={(value) => onTab(value as OutputTab)} asChild>
      <section aria-label="Output" className="flex h-full min-h-0 flex-col">
        <div className="flex h-10 shrink-0 items-center gap-1 px-2">
          <Tabs.List aria-label="Output and input" className="flex min-w-0 items-center gap-0.5">
            <Tab value="output">Output</Tab>
            {canRun && <Tab value="input">Input{props.hasInput && <Dot />}</Tab>}
            <Tab value="tests">Tests</Tab>
            <Tab value="history">
              History{feed.runs.length > 0 && <span className="ml-1.5 font-normal">{feed.runs.length}</span>}
            </Tab>
          </Tabs.List>
          <span className="ml-auto flex shrink-0 items-center gap-1">
            {tab === 'output' && older && (
              <Button size="sm" look="ghost" onClick={() => runs.show(null)}>
                {props.plain ? 'Newest' : 'Back to the newest'}
              </Button>
            )}
            {language !== null && (
              <Button
                size="sm"
                look="ghost"
                className="px-2 font-medium text-muted"
                icon={<Cpu size={15} aria-hidden />}
                aria-label={`Where ${language.name} runs: version, limits and libraries`}
                title="Version, limits and libraries"
                onClick={() => setEnvironmentOpen(true)}
              >
                {props.plain ? null : shortVersion(language)}
              </Button>
            )}
          </span>
        </div>
        <RunRefusal error={runs.startError} />
        <Tabs.Content value="output" className="min-h-0 flex-1">
          {shown === null ? (
            <EmptyPanel icon={<Terminal size={22} aria-hidden />} title="Nothing has run yet">
              {canRun ? (
                <>
                  Press <Play size={12} aria-hidden className="inline align-[-1px]" /> Run
                  {!props.plain && (
                    <>
                      {' '}
                      or <kbd className="font-sans font-semibold">{shortcut}</kbd>
                    </>
                  )}
                  . Everyone in the room sees the output and can type into the program.
                </>
              ) : (
                'When somebody runs the code, its output appears here.'
              )}
            </EmptyPanel>
          ) : shown.casesTotal != null ? (
            <TestsOfRun
              run={shown}
              cases={runs.cases(shown)}
              printed={runs.printed(shown)}
              languages={languages}
              by={nameOf(shown.requestedBy)}
              complete={feed.complete.has(shown.id)}
              clockOffsetMs={props.clockOffsetMs}
              sourceOf={runs.sourceOf}
              onPlace={(place) => props.onPlace(shown, place)}
            />
          ) : (
            <RunView
              run={shown}
              printed={runs.printed(shown)}
              language={languageOf(shown)}
              nameOf={nameOf}
              complete={feed.complete.has(shown.id)}
              resultError={runs.resultError}
              clockOffsetMs={props.clockOffsetMs}
              canType={canRun}
              plain={props.plain}
              sendInput={runs.typeInto}
              onStop={runs.cancel}
              onPlace={(place) => props.onPlace(shown, place)}
              focusKey={props.focusKey}
            />
          )}
        </Tabs.Content>
        <Tabs.Content value="input" className="min-h-0 flex-1">
          {props.input}
        </Tabs.Content>
        <Tabs.Content value="tests" className="min-h-0 flex-1">
          {props.tests}
        </Tabs.Content>
        <Tabs.Content value="history" className="min-h-0 flex-1">
          <RunHistory
            runs={runs}
            languages={languages}
            nameOf={nameOf}
            canRun={canRun}
            onShow={(runId) => {
              runs.show(runId);
              onTab('output');
            }}
            onCompare={props.onCompare}
            onRunAgain={(run) => {
              runs.runAgain(run.id);
              onTab('output');
            }}
          />
        </Tabs.Content>
        {language !== null && (
          <EnvironmentDialog language={language} open={environmentOpen} onOpenChange={setEnvironmentOpen} />
        )}
      </section>
    </Tabs.Root>
  );
}

/** `Python 3.13.5` of whatever the toolchain says of itself. */
function shortVersion({ name, version }: Language): string {
  const number = /\d+(?:\.\d+)+/.exec(version ?? '')?.[0];
  return number === undefined ? name : `${name} ${number}`;
}

/** Why the last click on “Run” led to no run. */
function RunRefusal({ error }: { error: unknown }) {
  if (error == null) return null;
  const { title, next } = explainError(error);
  return (
    <p role="alert" className="mx-3 mb-2 rounded-md bg-marigold-soft px-3 py-2 text-[13px]">
      <b className="text-marigold">{title}.</b> {next}
    </p>
  );
}

function Tab({ value, children }: { value: OutputTab; children: ReactNode }) {
  return (
    <Tabs.Trigger
      value={value}
      className={cx(
        'inline-flex h-7 items-center rounded-md px-2.5 text-[13px] font-semibold text-muted',
        'hover:text-ink data-[state=active]:bg-sunken data-[state=active]:text-ink',
      )}
    >
      {children}
    </Tabs.Trigger>
  );
}

function Dot() {
  return (
    <>
      <span aria-hidden className="ml-1.5 size-1.5 rounded-full bg-accent" />
      <span className="sr-only">(filled)</span>
    </>
  );
}
