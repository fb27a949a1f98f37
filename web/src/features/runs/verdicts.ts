import { formatDuration, formatKilobytes } from '../../lib/format.ts';
import type { Run, RunLimits, RunStatus } from '../../realtime/protocol.ts';

export interface Verdict {
  tone: 'busy' | 'good' | 'bad' | 'warn' | 'plain';
  /** Two or three words. */
  title: string;
  /** What exactly happened, and whose fault it is where that could be in doubt. */
  sentence: string;
}

export function isUnderWay(status: RunStatus): boolean {
  return status === 'queued' || status === 'running';
}

/** The program's end in words. `limits`: of the run's language, to name the limit that it hit. */
export function verdictOf(run: Run, limits: RunLimits | null): Verdict {
  switch (run.status) {
    case 'queued':
      return { tone: 'busy', title: 'Waiting', sentence: queueSentence(run.queuePosition ?? null) };
    case 'running':
      return { tone: 'busy', title: 'Running', sentence: 'Output appears here for everyone as it comes.' };
    case 'ok':
      return { tone: 'good', title: 'Finished', sentence: 'The program ended normally.' };
    case 'compile_error':
      return { tone: 'bad', title: 'Did not compile', sentence: compileSentence(run, limits) };
    case 'runtime_error':
      return {
        tone: 'bad',
        title: run.signal == null ? 'Failed' : 'Crashed',
        sentence: failureSentence(run),
      };
    case 'time_limit':
      return { tone: 'warn', title: 'Time limit', sentence: timeSentence(run, limits) };
    case 'memory_limit':
      return {
        tone: 'warn',
        title: 'Memory limit',
        sentence: `Stopped: it asked for more than ${limits === null ? 'it may use' : `${limits.memoryMb} MiB`}.`,
      };
    case 'output_limit':
      return {
        tone: 'warn',
        title: 'Output limit',
        sentence: `Stopped: it printed more than ${limits === null ? 'is kept' : formatKilobytes(limits.outputBytes / 1024)}. Beginning and end are kept.`,
      };
    case 'cancelled':
      return {
        tone: 'plain',
        title: 'Stopped',
        sentence: 'Somebody in the room stopped it. What it had printed is kept.',
      };
    case 'infra_error':
      return {
        tone: 'warn',
        title: 'Our failure',
        sentence: 'The server could not finish this run. Your code is not at fault; run it again.',
      };
    default:
      return run.status satisfies never;
  }
}

function queueSentence(position: number | null): string {
  if (position === null) return 'Starting as soon as the sandbox is free.';
  return position <= 1 ? 'Next in line.' : `${position - 1} before it.`;
}

function compileSentence(run: Run, limits: RunLimits | null): string {
  if (run.limitHit != null && limits !== null) {
    return `The compiler was stopped after ${formatDuration(limits.compileWallMs)}.`;
  }
  return 'The compiler’s words are below; nothing was run.';
}

function failureSentence(run: Run): string {
  if (run.signal != null) return `Ended by ${run.signal}${signalMeanings[run.signal] ?? ''}.`;
  if (run.exitCode != null) return `Ended with exit code ${run.exitCode}.`;
  return 'It ended with an error.';
}

const signalMeanings: Partial<Record<string, string>> = {
  SIGSEGV: ': it touched memory that is not its own',
  SIGABRT: ': it gave up by itself, often a failed assertion',
  SIGFPE: ': an impossible calculation, often a division by zero',
  SIGBUS: ': it touched memory that is not there',
  SIGILL: ': it ran into an instruction that does not exist',
  SIGSYS: ': it asked the system for something that is not allowed here',
};

function timeSentence(run: Run, limits: RunLimits | null): string {
  if (limits === null) return 'Stopped: it took longer than it may.';
  return /cpu/i.test(run.limitHit ?? '')
    ? `Stopped after ${formatDuration(limits.cpuMs)} of computing.`
    : `Stopped after ${formatDuration(limits.wallMs)}. A program that waits for input it never gets ends here too.`;
}
