import { describe, expect, test } from 'vitest';
import theServersRows from '../../../../tests/Execution/Sandbox/verdicts.json';
import type { CaseResult, Run, RunStatus } from '../../realtime/protocol.ts';
import { aRun, someLimits } from './testRuns.ts';
import { caseVerdictOf, isUnderWay, verdictOf } from './verdicts.ts';

const inTerminal = { columns: 80, rows: 24 };

const statuses: Record<RunStatus, string> = {
  queued: 'Waiting',
  running: 'Running',
  ok: 'Finished',
  compile_error: 'Did not compile',
  runtime_error: 'Failed',
  time_limit: 'Time limit',
  memory_limit: 'Memory limit',
  output_limit: 'Output limit',
  cancelled: 'Stopped',
  infra_error: 'Our failure',
};

describe('verdictOf', () => {
  test.each(Object.entries(statuses))('%s is “%s”, with and without the limits known', (status, title) => {
    const run = aRun({ status: status as RunStatus });
    for (const limits of [someLimits, null]) {
      const verdict = verdictOf(run, limits);
      expect(verdict.title).toBe(title);
      expect(verdict.sentence).toMatch(/\.$/);
    }
  });

  const sentences: Record<string, RegExp> = {
    ok: /ended normally/,
    compile_error: /compiler’s words are below/,
    runtime_error: /ended with an error/,
    'time_limit wallMs': /after 10\.0 s\. A program that waits/,
    'time_limit compileWallMs': /^The compiler was stopped after 20\.0 s; nothing was run\.$/,
    'time_limit cpuMs': /after 5\.00 s of computing/,
    'time_limit idleMs': /for 1 min 30 s it printed nothing and nobody typed/,
    'memory_limit memoryMb': /256 MiB/,
    'memory_limit compileMemoryMb': /^The compiler ran out of memory; nothing was run\.$/,
    'memory_limit files': /^Stopped: it made more files than it may\.$/,
    'output_limit outputBytes': /8\.0 MiB/,
    cancelled: /Somebody in the room/,
    infra_error: /could not finish/,
  };

  test.each(theServersRows)('names what was hit: %o', (row) => {
    const key = 'limitHit' in row ? `${row.status} ${row.limitHit}` : row.status;
    const run = aRun(row as Partial<Run>);
    expect(verdictOf(run, someLimits).sentence).toMatch(sentences[key] ?? /there are no words for it/);
    expect(verdictOf(run, null).sentence).not.toMatch(/\d+(\.\d+)? (s of|MiB)/);
  });

  test.each<[Partial<Run>, RegExp]>([
    [{ status: 'time_limit', limitHit: 'wallMs', terminal: inTerminal }, /after 5 min/],
    [
      { status: 'time_limit', limitHit: 'compileWallMs', terminal: inTerminal },
      /compiler was stopped after 20/,
    ],
    [{ status: 'time_limit', limitHit: 'cpuMs', terminal: inTerminal }, /5\.00 s of computing/],
    [{ status: 'runtime_error', exitCode: 3 }, /exit code 3/],
    [{ status: 'runtime_error', signal: 'SIGSEGV' }, /memory that is not its own/],
    [{ status: 'queued', queuePosition: 0 }, /as soon as the machine is free/],
    [{ status: 'queued', queuePosition: 0, roomsAhead: 2 }, /2 other rooms/],
    [{ status: 'queued', queuePosition: 1 }, /Next in this room/],
    [{ status: 'queued', queuePosition: 3 }, /3 runs of this room/],
    [{ status: 'ok', attempt: 2 }, /again after our machine stopped/],
    [{ status: 'ok', casesTotal: 3, casesPassed: 2 }, /2 of 3/],
  ])('says what else is known: %o', (run, sentence) => {
    expect(verdictOf(aRun(run), someLimits).sentence).toMatch(sentence);
  });

  test('a list, which does not say which limit it was, names none', () => {
    expect(verdictOf(aRun({ status: 'time_limit' }), someLimits).sentence).not.toMatch(/\d/);
    expect(verdictOf(aRun({ status: 'memory_limit' }), someLimits).sentence).not.toMatch(/\d/);
  });

  test('our failure is never blamed on the code', () => {
    expect(verdictOf(aRun({ status: 'infra_error' }), someLimits).sentence).toContain('not at fault');
  });
});

describe('caseVerdictOf', () => {
  const ended: CaseResult = {
    index: 0,
    name: 'Case 1',
    hidden: false,
    status: 'output_limit',
    limitHit: 'outputBytes',
  };

  test('a case may print 1 MiB, whatever its language allows a program', () => {
    expect(caseVerdictOf(ended, someLimits).sentence).toMatch(/1\.0 MiB/);
    expect(caseVerdictOf(ended, { ...someLimits, outputBytes: 512 * 1024 }).sentence).toMatch(/512 KiB/);
  });

  test('a case that made too many files is told so', () => {
    const files = caseVerdictOf({ ...ended, status: 'memory_limit', limitHit: 'files' }, someLimits);
    expect([files.title, files.sentence]).toEqual(['File limit', 'Stopped: it made more files than it may.']);
  });
});

test('only queued and running are under way', () => {
  const underWay = Object.keys(statuses).filter((status) => isUnderWay(status as RunStatus));
  expect(underWay).toEqual(['queued', 'running']);
});
