import { expect, test } from 'vitest';
import { printedBy, RunFeed } from './RunFeed.ts';
import { aRun } from './testRuns.ts';

test('newest first, each once', () => {
  const feed = new RunFeed();
  feed.take([aRun({ id: 'a' }), aRun({ id: 'b', requestedAt: '2026-01-01T11:00:00Z' })]);
  feed.take([aRun({ id: 'a' })]);
  expect(feed.getSnapshot().runs.map((run) => run.id)).toEqual(['b', 'a']);
});

test('a run that ended does not start again when old news arrives', () => {
  const feed = new RunFeed();
  feed.take([aRun({ status: 'time_limit', stdout: 'partial' })]);
  feed.take([aRun({ status: 'running' })]);
  expect(feed.getSnapshot().runs[0]).toMatchObject({ status: 'time_limit', stdout: 'partial' });
});

test('a list without output does not wipe output that is known', () => {
  const feed = new RunFeed();
  feed.take([aRun({ stdout: 'x', stderr: '' })]);
  feed.take([aRun()]);
  expect(printedBy(feed.getSnapshot().runs[0] ?? aRun(), feed.getSnapshot()).stdout).toBe('x');
});
