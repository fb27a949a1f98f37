import { Play, Terminal } from 'lucide-react';
import { Tabs } from 'radix-ui';
import { useState, type ReactNode } from 'react';
import { cx } from '../../lib/cx.ts';
import { explainError } from '../../lib/refusals.ts';
import type { Language } from '../../realtime/protocol.ts';
import { Button } from '../../ui/Button.tsx';
import { EmptyPanel } from '../../ui/Stage.tsx';
import { InputPane, type RunInput } from './InputPane.tsx';
import { printedBy } from './RunFeed.ts';
import { RunHistory } from './RunHistory.tsx';
import { RunView } from './RunView.tsx';
import type { Runs } from './useRuns.ts';

interface OutputPanelProps {
  runs: Runs;
  languages: readonly Language[];
  input: RunInput;
  onInput: (input: RunInput) => void;
  nameOf: (participantId: string) => string;
  /** Observers see runs but start none. */
  canRun: boolean;
  shortcut: string;
}

export function OutputPanel({ runs, languages, input, onInput, nameOf, canRun, shortcut }: OutputPanelProps) {
  const [tab, setTab] = useState('output');
  const { shown, feed } = runs;
  const older = shown !== null && shown.id !== feed.runs[0]?.id;
  return (
    <Tabs.Root value={tab} onValueChange={setTab} asChild>
      <section aria-label="Output" className="flex h-full min-h-0 flex-col">
        <div className="flex h-10 shrink-0 items-center gap-1 px-2">
          <Tabs.List aria-label="Output and input" className="flex items-center gap-0.5">
            <Tab value="output">Output</Tab>
            {canRun && <Tab value="input">Input{input.stdin !== '' && <Dot />}</Tab>}
            <Tab value="history">
              History{feed.runs.length > 0 && <span className="ml-1.5 font-normal">{feed.runs.length}</span>}
            </Tab>
          </Tabs.List>
          {tab === 'output' && older && (
            <Button size="sm" look="ghost" className="ml-auto" onClick={() => runs.show(null)}>
              Back to the newest
            </Button>
          )}
        </div>
        <RunRefusal error={runs.startError} />
        <Tabs.Content value="output" className="min-h-0 flex-1">
          {shown === null ? (
            <EmptyPanel icon={<Terminal size={22} aria-hidden />} title="Nothing has run yet">
              {canRun ? (
                <>
                  Press <Play size={12} aria-hidden className="inline align-[-1px]" /> Run or{' '}
                  <kbd className="font-sans font-semibold">{shortcut}</kbd>. Everyone in the room sees the
                  output.
                </>
              ) : (
                'When somebody runs the code, its output appears here.'
              )}
            </EmptyPanel>
          ) : (
            <RunView
              run={shown}
              printed={printedBy(shown, feed)}
              language={languages.find((language) => language.id === shown.language) ?? null}
              by={nameOf(shown.requestedBy)}
              complete={feed.complete.has(shown.id)}
              resultError={runs.resultError}
            />
          )}
        </Tabs.Content>
        <Tabs.Content value="input" className="min-h-0 flex-1">
          <InputPane input={input} onChange={onInput} />
        </Tabs.Content>
        <Tabs.Content value="history" className="min-h-0 flex-1">
          <RunHistory
            runs={runs}
            languages={languages}
            nameOf={nameOf}
            onShow={(runId) => {
              runs.show(runId);
              setTab('output');
            }}
          />
        </Tabs.Content>
      </section>
    </Tabs.Root>
  );
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

function Tab({ value, children }: { value: string; children: ReactNode }) {
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
