import type { CaseResult, Run } from '../../../realtime/protocol.ts';

/** How a case ended the last time it ran. */
export interface LastResult {
  result: CaseResult;
  run: Run;
}

/** Newest results by name of the case, of runs from the newest on. A run that is under way hides what its cases did before. */
export function lastResults(
  runs: readonly Run[],
  casesOf: (run: Run) => readonly CaseResult[],
): ReadonlyMap<string, LastResult> {
  const last = new Map<string, LastResult>();
  for (const run of runs) {
    if (run.casesTotal == null) continue;
    for (const result of casesOf(run)) if (!last.has(result.name)) last.set(result.name, { result, run });
  }
  return last;
}
