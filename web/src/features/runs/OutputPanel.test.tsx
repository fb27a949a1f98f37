import { render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { useState } from 'react';
import { describe, expect, test, vi } from 'vitest';
import type { Run } from '../../realtime/protocol.ts';
import { OutputPanel, type OutputTab } from './OutputPanel.tsx';
import { casesOf, printedBy, RunFeed } from './RunFeed.ts';
import { aRun } from './testRuns.ts';
import type { Runs } from './useRuns.ts';

const newFeed = () => new RunFeed(() => Promise.reject(new Error('not asked')));

function show(feed: RunFeed, change: Partial<Runs> = {}) {
  const state = feed.getSnapshot();
  const runs: Runs = {
    feed: state,
    shown: state.runs[0] ?? null,
    show: () => undefined,
    active: null,
    start: () => undefined,
    runAgain: () => undefined,
    starting: false,
    startError: null,
    cancel: () => undefined,
    cancelling: false,
    history: { loading: false, error: null, retry: () => undefined },
    printed: (run) => printedBy(run, state),
    cases: (run) => casesOf(run, state),
    sourceOf: () => Promise.reject(new Error('not asked')),
    typeInto: () => Promise.resolve(),
    resultError: null,
    ...change,
  };
  function Panel() {
    const [tab, setTab] = useState<OutputTab>('output');
    return (
      <OutputPanel
        runs={runs}
        languages={[]}
        language={null}
        nameOf={(id) => (id === 'p1' ? 'Ada' : 'Lin')}
        canRun
        shortcut="Ctrl+Enter"
        tab={tab}
        onTab={setTab}
        clockOffsetMs={0}
        plain={false}
        onPlace={() => undefined}
        focusKey={0}
        hasInput={false}
        input={null}
        tests={null}
        onCompare={() => undefined}
      />
    );
  }
  render(<Panel />);
}

function finished(change: Partial<Run>): RunFeed {
  const feed = newFeed();
  feed.take(aRun({ stdout: '', stderr: '', ...change }));
  return feed;
}

describe('OutputPanel', () => {
  test('before the first run it says how to start one', () => {
    show(newFeed());
    expect(screen.getByText('Nothing has run yet')).toBeTruthy();
  });

  test.each<[Partial<Run>, string[]]>([
    [
      { status: 'ok', stdout: 'hello', exitCode: 0, wallMs: 41, memoryKb: 8192 },
      ['Finished', 'hello', /exit 0/.source],
    ],
    [{ status: 'runtime_error', stderr: 'Traceback', exitCode: 1 }, ['Failed', 'Traceback', 'Error output']],
    [
      { status: 'compile_error', compile: { output: 'expected ;', truncated: false, wallMs: 9 } },
      ['Did not compile', 'expected ;', 'Compiler'],
    ],
    [{ status: 'time_limit', stdout: 'partial' }, ['Time limit', 'partial']],
    [{ status: 'memory_limit', stdout: 'partial' }, ['Memory limit', 'partial']],
    [
      { status: 'output_limit', stdout: 'much', stdoutTruncated: true },
      ['Output limit', 'much', 'Cut: it printed more'],
    ],
    [{ status: 'cancelled', stdout: 'partial' }, ['Stopped', 'partial']],
    [{ status: 'infra_error' }, ['Our failure', 'not at fault', 'It printed nothing']],
  ])('%o shows its verdict and everything it printed', (run, texts) => {
    show(finished(run));
    for (const text of texts) expect(screen.getAllByText(new RegExp(text)).length).toBeGreaterThan(0);
  });

  test('a finished run whose output is not read yet does not claim to have printed nothing', () => {
    const feed = newFeed();
    feed.takeList([aRun({ stdout: '', stderr: '' })]);
    show(feed);
    expect(screen.queryByText('It printed nothing.')).toBeNull();
    expect(screen.getByText('Loading the output…')).toBeTruthy();
  });

  test.each([
    ['RUN_QUEUE_FULL', 'Three runs are already waiting'],
    ['SANDBOX_UNAVAILABLE', 'Programs cannot run on this server now'],
  ])('%s is said where the run would be', (code, words) => {
    show(newFeed(), { startError: Object.assign(new Error('no'), { code }) });
    expect(screen.getByRole('alert').textContent).toContain(words);
  });

  test('the history tells who ran what, and shows it again', async () => {
    const feed = finished({
      status: 'ok',
      stdout: 'new',
      requestedAt: '2026-01-01T11:00:00Z',
      id: 'r2',
      requestedBy: 'p2',
    });
    feed.take(aRun({ status: 'time_limit', stdout: 'old' }));
    const onShow = vi.fn();
    show(feed, { show: onShow });
    await userEvent.click(screen.getByRole('tab', { name: /History/ }));
    await userEvent.click(screen.getByRole('button', { name: /^Time limit.*Ada/ }));
    expect(onShow).toHaveBeenCalledExactlyOnceWith('r1');
  });
});
