/** A place that a run complained about, in the file it is in. Lines and columns from 1. */
export interface RunProblem {
  line: number;
  column: number | null;
  severity: 'error' | 'warning';
  message: string;
}

interface Change {
  range: { startLineNumber: number; startColumn: number; endLineNumber: number; endColumn: number };
  text: string;
}

/** Problems after an edit: those of edited lines are gone, as nobody knows whether they still hold; others move along. */
export function problemsAfter(
  problems: readonly RunProblem[],
  changes: readonly Change[],
): readonly RunProblem[] {
  // From the end of the file, so that each change still finds the lines it is about.
  const ordered = [...changes].sort((a, b) => b.range.startLineNumber - a.range.startLineNumber);
  let left = problems;
  for (const { range, text } of ordered) {
    const moved = text.split('\n').length - 1 - (range.endLineNumber - range.startLineNumber);
    // Whole lines put in before a line leave it as it was.
    const before = range.startColumn === 1 && range.endColumn === 1 && (text === '' || text.endsWith('\n'));
    const last = before ? range.endLineNumber - 1 : range.endLineNumber;
    left = left
      .filter(({ line }) => line < range.startLineNumber || line > last)
      .map((problem) => (problem.line > last ? { ...problem, line: problem.line + moved } : problem));
  }
  return left;
}
