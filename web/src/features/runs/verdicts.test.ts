import { describe, expect, test } from 'vitest';
import type { Run, RunStatus } from '../../realtime/protocol.ts';
import { aRun, someLimits } from './testRuns.ts';
import { isUnderWay, verdictOf } from './verdicts.ts';

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

  test.each<[Partial<Run>, RegExp]>([
    [{ status: 'time_limit', limitHit: 'wallMs' }, /10\.0 s\. A program that waits/],
    [{ status: 'time_limit', limitHit: 'cpuMs' }, /5\.00 s of computing/],
    [{ status: 'memory_limit' }, /256 MiB/],
    [{ status: 'output_limit' }, /1\.0 MiB/],
    [{ status: 'compile_error', limitHit: 'compileWallMs' }, /stopped after 20\.0 s/],
    [{ status: 'runtime_error', exitCode: 3 }, /exit code 3/],
    [{ status: 'runtime_error', signal: 'SIGSEGV' }, /memory that is not its own/],
    [{ status: 'queued', queuePosition: 0 }, /as soon as the machine is free/],
    [{ status: 'queued', queuePosition: 0, roomsAhead: 2 }, /2 other rooms/],
    [{ status: 'queued', queuePosition: 1 }, /Next in this room/],
    [{ status: 'queued', queuePosition: 3 }, /3 runs of this room/],
    [{ status: 'time_limit', limitHit: 'idleMs' }, /nobody typed/],
    [{ status: 'time_limit', limitHit: 'wallMs', terminal: { columns: 80, rows: 24 } }, /5 min/],
    [{ status: 'compile_error', limitHit: 'memoryMb' }, /out of memory/],
    [{ status: 'ok', attempt: 2 }, /again after our machine stopped/],
    [{ status: 'ok', casesTotal: 3, casesPassed: 2 }, /2 of 3/],
  ])('names what was hit: %o', (run, sentence) => {
    expect(verdictOf(aRun(run), someLimits).sentence).toMatch(sentence);
  });

  test('our failure is never blamed on the code', () => {
    expect(verdictOf(aRun({ status: 'infra_error' }), someLimits).sentence).toContain('not at fault');
  });
});

test('only queued and running are under way', () => {
  const underWay = Object.keys(statuses).filter((status) => isUnderWay(status as RunStatus));
  expect(underWay).toEqual(['queued', 'running']);
});
