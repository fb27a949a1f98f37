import { formatDuration, formatKilobytes } from '../../lib/format.ts';
import type { CaseResult, Run, RunLimits, RunStatus } from '../../realtime/protocol.ts';

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

/** Of runs that people type into, instead of the language's wall clock. */
const interactiveWallMs = 5 * 60_000;
const idleMs = 90_000;
/** Of a test case, where the language allows more: all of it is compared. */
const caseOutputBytes = 1024 * 1024;

/** The program's end in words. `limits`: of the run's language, to name the limit that it hit. */
export function verdictOf(run: Run, limits: RunLimits | null): Verdict {
  const verdict = run.casesTotal == null ? programVerdict(run, limits) : testsVerdict(run, limits);
  if (run.attempt < 2 || run.status === 'infra_error') return verdict;
  return { ...verdict, sentence: `${verdict.sentence} Run again after our machine stopped.` };
}

/** A run of test cases is good when all of them are. */
function testsVerdict(run: Run, limits: RunLimits | null): Verdict {
  const { casesTotal, casesPassed, status } = run;
  if (casesTotal == null || (status !== 'ok' && status !== 'running')) return programVerdict(run, limits);
  if (status === 'running') {
    return { tone: 'busy', title: 'Testing', sentence: 'Results appear for everyone as they come.' };
  }
  const failed = casesTotal - (casesPassed ?? 0);
  return failed === 0
    ? { tone: 'good', title: 'All passed', sentence: `${casesTotal} of ${casesTotal} test cases.` }
    : {
        tone: 'bad',
        title: failed === casesTotal ? 'None passed' : `${failed} failed`,
        sentence: `${casesTotal - failed} of ${casesTotal} test cases passed.`,
      };
}

/** How one test case ended. */
export function caseVerdictOf(ended: CaseResult, limits: RunLimits | null): Verdict {
  if (ended.status === 'ok') return { tone: 'good', title: 'Passed', sentence: 'The output is as expected.' };
  if (ended.status === 'wrong_answer')
    return { tone: 'bad', title: 'Wrong answer', sentence: 'It ended well, but printed something else.' };
  const own =
    limits === null ? null : { ...limits, outputBytes: Math.min(limits.outputBytes, caseOutputBytes) };
  return programVerdict({ ...ended, status: ended.status }, own);
}

type Ended = Pick<Run, 'status'> &
  Partial<Pick<Run, 'exitCode' | 'signal' | 'limitHit' | 'queuePosition' | 'roomsAhead' | 'terminal'>>;

function programVerdict(run: Ended, limits: RunLimits | null): Verdict {
  switch (run.status) {
    case 'queued':
      return { tone: 'busy', title: 'Waiting', sentence: queueSentence(run) };
    case 'running':
      return {
        tone: 'busy',
        title: 'Running',
        sentence:
          run.terminal === undefined
            ? 'Everyone sees its output as it comes.'
            : 'Everyone sees it and can type into it.',
      };
    case 'ok':
      return { tone: 'good', title: 'Finished', sentence: 'The program ended normally.' };
    case 'compile_error':
      return {
        tone: 'bad',
        title: 'Did not compile',
        sentence: 'The compiler’s words are below; nothing was run.',
      };
    case 'runtime_error':
      return {
        tone: 'bad',
        title: run.signal == null ? 'Failed' : 'Crashed',
        sentence: failureSentence(run),
      };
    case 'time_limit':
      return { tone: 'warn', title: 'Time limit', sentence: timeSentence(run, limits) };
    case 'memory_limit':
      return run.limitHit === 'files'
        ? { tone: 'warn', title: 'File limit', sentence: 'Stopped: it made more files than it may.' }
        : { tone: 'warn', title: 'Memory limit', sentence: memorySentence(run, limits) };
    case 'output_limit':
      return {
        tone: 'warn',
        title: 'Output limit',
        sentence: `Stopped: it printed more than ${limits === null ? 'is kept' : formatKilobytes(limits.outputBytes / 1024)}. ${run.terminal === undefined ? 'Beginning and end are kept.' : 'What came first is kept.'}`,
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

function queueSentence({ queuePosition, roomsAhead }: Ended): string {
  if (queuePosition != null && queuePosition > 0)
    return queuePosition === 1 ? 'Next in this room.' : `${queuePosition} runs of this room come first.`;
  if (roomsAhead != null && roomsAhead > 0)
    return roomsAhead === 1 ? 'One other room comes first.' : `${roomsAhead} other rooms come first.`;
  return 'Starting as soon as the machine is free.';
}

function failureSentence(run: Ended): string {
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

/** Lists and others' hidden cases do not say which limit it was: then none is named. */
function timeSentence({ limitHit, terminal }: Ended, limits: RunLimits | null): string {
  if (limitHit === 'idleMs')
    return `Stopped: for ${formatDuration(idleMs)} it printed nothing and nobody typed.`;
  if (limitHit === 'compileWallMs')
    return limits === null
      ? 'The compiler took longer than it may; nothing was run.'
      : `The compiler was stopped after ${formatDuration(limits.compileWallMs)}; nothing was run.`;
  if (limitHit === 'cpuMs' && limits !== null)
    return `Stopped after ${formatDuration(limits.cpuMs)} of computing.`;
  if (limitHit === 'wallMs' && terminal != null) return `Stopped after ${formatDuration(interactiveWallMs)}.`;
  if (limitHit === 'wallMs' && limits !== null)
    return `Stopped after ${formatDuration(limits.wallMs)}. A program that waits for input it never gets ends here too.`;
  return 'Stopped: it took longer than it may.';
}

function memorySentence({ limitHit }: Ended, limits: RunLimits | null): string {
  if (limitHit === 'compileMemoryMb') return 'The compiler ran out of memory; nothing was run.';
  return limitHit === 'memoryMb' && limits !== null
    ? `Stopped: it asked for more than ${limits.memoryMb} MiB.`
    : 'Stopped: it asked for more than it may use.';
}
