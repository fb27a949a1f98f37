import type { CaseResult, Run } from '../../../realtime/protocol.ts';

/** How a case ended the last time it ran. */
export interface LastResult {
  result: CaseResult;
  run: Run;
}

/** Newest results by id of the case, of runs from the newest on. */
export function lastResults(
  runs: readonly Run[],
  casesOf: (run: Run) => readonly CaseResult[],
): ReadonlyMap<string, LastResult> {
  const last = new Map<string, LastResult>();
  for (const run of runs) {
    if (run.casesTotal == null) continue;
    for (const result of casesOf(run)) {
      // Who runs tests without this page may give them no ids: those are nobody's case here.
      const key = result.id ?? `name ${result.name}`;
      if (!last.has(key)) last.set(key, { result, run });
    }
  }
  return last;
}
