import { expect, test } from 'vitest';
import { printedBy, RunFeed } from './RunFeed.ts';
import { aRun } from './testRuns.ts';

test('newest first, each once', () => {
  const feed = new RunFeed();
  feed.takeList([aRun({ id: 'a' }), aRun({ id: 'b', requestedAt: '2026-01-01T11:00:00Z' })]);
  feed.takeList([aRun({ id: 'a' })]);
  expect(feed.getSnapshot().runs.map((run) => run.id)).toEqual(['b', 'a']);
});

test('a run that ended does not start again when old news arrives', () => {
  const feed = new RunFeed();
  feed.take(aRun({ status: 'time_limit', stdout: 'partial' }));
  feed.take(aRun({ status: 'running', stdout: '' }));
  expect(feed.getSnapshot().runs[0]).toMatchObject({ status: 'time_limit', stdout: 'partial' });
});

test('a list, whose entries claim empty output, does not wipe what is known', () => {
  const feed = new RunFeed();
  feed.take(aRun({ stdout: 'x', stderr: '', exitCode: 0 }));
  feed.takeList([aRun({ stdout: '', stderr: '' })]);
  const state = feed.getSnapshot();
  expect(state.runs[0]?.exitCode).toBe(0);
  expect(printedBy(state.runs[0] ?? aRun(), state).stdout).toBe('x');
});

test('a finished run of a list is incomplete until it is read', () => {
  const feed = new RunFeed();
  feed.takeList([aRun({ stdout: '', stderr: '' })]);
  expect(feed.getSnapshot().complete.has('r1')).toBe(false);
  feed.take(aRun({ stdout: 'x', stderr: '' }));
  expect(feed.getSnapshot().complete.has('r1')).toBe(true);
});
