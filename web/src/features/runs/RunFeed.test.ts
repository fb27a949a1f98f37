import { expect, test, vi } from 'vitest';
import type { Run } from '../../realtime/protocol.ts';
import { casesOf, printedBy, RunFeed } from './RunFeed.ts';
import { textOf } from './liveOutput.ts';
import { aRun } from './testRuns.ts';

const feedOf = (read: (runId: string) => Promise<Run> = () => Promise.reject(new Error('not asked'))) =>
  new RunFeed(read);
const stdoutOf = (feed: RunFeed, at = 0) => {
  const state = feed.getSnapshot();
  return textOf(printedBy(state.runs[at] ?? aRun(), state), 'stdout');
};
const piece = (seq: number, text: string) => ({ runId: 'r1', seq, stream: 'stdout' as const, text });
const aCase = (index: number, status: 'ok' | 'wrong_answer', stdout?: string) => ({
  index,
  name: `Case ${index}`,
  hidden: stdout === undefined,
  status,
  ...(stdout === undefined ? {} : { stdout }),
});

test('newest first, each once', () => {
  const feed = feedOf();
  feed.takeList([aRun({ id: 'a' }), aRun({ id: 'b', requestedAt: '2026-01-01T11:00:00Z' })]);
  feed.takeList([aRun({ id: 'a' })]);
  expect(feed.getSnapshot().runs.map((run) => run.id)).toEqual(['b', 'a']);
});

test('a run that ended does not start again when old news arrives', () => {
  const feed = feedOf();
  feed.take(aRun({ status: 'time_limit', stdout: 'partial' }));
  feed.take(aRun({ status: 'running', stdout: '', outputSeq: 0 }));
  expect(feed.getSnapshot().runs[0]?.status).toBe('time_limit');
  expect(stdoutOf(feed)).toBe('partial');
});

test('a list, whose entries claim empty output, does not wipe what is known', () => {
  const feed = feedOf();
  feed.take(aRun({ stdout: 'x', stderr: '', exitCode: 0 }));
  feed.takeList([aRun({ stdout: '', stderr: '' })]);
  expect(feed.getSnapshot().runs[0]?.exitCode).toBe(0);
  expect(stdoutOf(feed)).toBe('x');
});

test('a finished run of a list is incomplete until it is read', () => {
  const feed = feedOf();
  feed.takeList([aRun({ stdout: '', stderr: '' })]);
  expect(feed.getSnapshot().complete.has('r1')).toBe(false);
  feed.takeWhole(aRun({ stdout: 'x', stderr: '' }));
  expect(feed.getSnapshot().complete.has('r1')).toBe(true);
});

test('news of the end of a terminal leave its transcript as it was seen, until it is read', () => {
  const feed = feedOf();
  const terminal = { columns: 80, rows: 24 };
  feed.take(aRun({ status: 'running', terminal, outputSeq: 0 }));
  feed.hear(piece(1, 'Guess: '));
  feed.take(aRun({ terminal, stdout: 'Guess: ' }));
  expect(feed.getSnapshot().complete.has('r1')).toBe(false);
  expect(stdoutOf(feed)).toBe('Guess: ');
  feed.takeWhole(aRun({ terminal, output: [{ stream: 'stdout', text: 'Guess: all' }] }));
  expect(stdoutOf(feed)).toBe('Guess: all');
});

test('who comes late reads what was printed before, and loses nothing of what comes meanwhile', async () => {
  let answer: (run: Run) => void = () => undefined;
  const feed = feedOf(() => new Promise((resolve) => (answer = resolve)));
  feed.takeList([aRun({ status: 'running', outputSeq: 0, stdout: '' })]);
  feed.hear(piece(3, 'c'));
  expect(stdoutOf(feed)).toBe('');
  answer(aRun({ status: 'running', outputSeq: 2, stdout: 'ab' }));
  await vi.waitFor(() => expect(stdoutOf(feed)).toBe('abc'));
});

test('a piece that was lost is fetched', async () => {
  vi.useFakeTimers();
  const read = vi.fn(() => Promise.resolve(aRun({ status: 'running', outputSeq: 2, stdout: 'ab' })));
  const feed = feedOf(read);
  feed.take(aRun({ status: 'running', outputSeq: 0 }));
  feed.hear(piece(2, 'b'));
  expect(read).not.toHaveBeenCalled();
  await vi.advanceTimersByTimeAsync(2000);
  expect(stdoutOf(feed)).toBe('ab');
  vi.useRealTimers();
});

test('the second attempt starts with nothing printed', () => {
  const feed = feedOf();
  feed.take(aRun({ status: 'running', attempt: 1, outputSeq: 0 }));
  feed.hear(piece(1, 'first'));
  feed.take(aRun({ status: 'running', attempt: 2, outputSeq: 1_000_000 }));
  feed.hear(piece(1_000_001, 'second'));
  feed.hear(piece(2, ' late'));
  expect(stdoutOf(feed)).toBe('second');
});

test('cases come one by one; the answer that says more of a hidden one wins', () => {
  const feed = feedOf();
  feed.take(aRun({ status: 'running', casesTotal: 2, outputSeq: 0 }));
  feed.hearCase({ runId: 'r1', index: 1, case: aCase(1, 'wrong_answer') });
  feed.hearCase({ runId: 'r1', index: 0, case: aCase(0, 'ok', '1') });
  const run = aRun({ casesTotal: 2, cases: [aCase(0, 'ok', '1'), aCase(1, 'wrong_answer', 'told')] });
  feed.takeWhole(run);
  feed.hearCase({ runId: 'r1', index: 1, case: aCase(1, 'wrong_answer') });
  expect(casesOf(run, feed.getSnapshot()).map(({ status, stdout }) => [status, stdout])).toEqual([
    ['ok', '1'],
    ['wrong_answer', 'told'],
  ]);
});
