import { expect, test } from 'vitest';
import type { CaseResult } from '../../../realtime/protocol.ts';
import { aRun } from '../testRuns.ts';
import { lastResults } from './results.ts';

const ended = (change: Partial<CaseResult>): CaseResult => ({
  index: 0,
  name: 'Hidden 1',
  hidden: true,
  status: 'ok',
  ...change,
});

const statusOf = (runs: readonly CaseResult[][]) => {
  const all = runs.map((_, n) => aRun({ id: `r${n}`, casesTotal: 1 }));
  const last = lastResults(all, (run) => runs[all.indexOf(run)] ?? []);
  return Object.fromEntries([...last].map(([key, { result }]) => [key, result.status]));
};

test('cases of one name keep their own results', () => {
  expect(statusOf([[ended({ id: 'mine' })], [ended({ id: 'theirs', status: 'wrong_answer' })]])).toEqual({
    mine: 'ok',
    theirs: 'wrong_answer',
  });
});

test('the newest result of a case wins, whatever it is called by now', () => {
  expect(
    statusOf([[ended({ id: 'a', name: 'renamed' })], [ended({ id: 'a', status: 'time_limit' })]]),
  ).toEqual({ a: 'ok' });
});

test('a case without an id is not taken for one of the page that has its name', () => {
  expect(statusOf([[ended({})], [ended({ id: 'Hidden 1', status: 'wrong_answer' })]])).toEqual({
    'name Hidden 1': 'ok',
    'Hidden 1': 'wrong_answer',
  });
});
