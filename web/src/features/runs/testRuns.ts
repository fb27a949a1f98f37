import type { Run, RunLimits } from '../../realtime/protocol.ts';

/** For tests: a finished Python run with the given differences. */
export function aRun(change: Partial<Run> = {}): Run {
  return {
    id: 'r1',
    status: 'ok',
    language: 'python',
    entry: 'main.py',
    files: [{ path: 'main.py' }],
    requestedBy: 'p1',
    requestedAt: '2026-01-01T10:00:00Z',
    attempt: 1,
    stdout: '',
    stderr: '',
    stdoutTruncated: false,
    stderrTruncated: false,
    afterEnd: false,
    ...change,
  };
}

export const someLimits: RunLimits = {
  wallMs: 10_000,
  compileWallMs: 20_000,
  cpuMs: 5000,
  memoryMb: 256,
  outputBytes: 8 * 1024 * 1024,
};
