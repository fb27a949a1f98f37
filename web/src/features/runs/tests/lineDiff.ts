/** One line of a comparison: in both, only expected, or only printed. */
export interface DiffLine {
  kind: 'same' | 'missing' | 'extra';
  text: string;
}

/** Beyond this the middle is told as “all these instead of all those”: the table of the search would take seconds. */
const mostCells = 1_000_000;

/** The shortest way from what was expected to what was printed, line by line. */
export function lineDiff(
  expected: string,
  actual: string,
  equal = (a: string, b: string) => a === b,
): DiffLine[] {
  const [want, have] = [linesOf(expected), linesOf(actual)];
  let head = 0;
  while (head < want.length && head < have.length && equal(want[head] ?? '', have[head] ?? '')) head++;
  let tail = 0;
  while (
    tail < want.length - head &&
    tail < have.length - head &&
    equal(want[want.length - 1 - tail] ?? '', have[have.length - 1 - tail] ?? '')
  )
    tail++;
  const same = (text: string): DiffLine => ({ kind: 'same', text });
  return [
    ...have.slice(0, head).map(same),
    ...middleDiff(want.slice(head, want.length - tail), have.slice(head, have.length - tail), equal),
    ...have.slice(have.length - tail).map(same),
  ];
}

function middleDiff(
  want: readonly string[],
  have: readonly string[],
  equal: (a: string, b: string) => boolean,
): DiffLine[] {
  const missing = (text: string): DiffLine => ({ kind: 'missing', text });
  const extra = (text: string): DiffLine => ({ kind: 'extra', text });
  if (want.length * have.length > mostCells) return [...want.map(missing), ...have.map(extra)];
  const columns = have.length + 1;
  // common[i * columns + j]: lines that want from i and have from j have in common.
  const common = new Uint32Array((want.length + 1) * columns);
  const at = (i: number, j: number) => common[i * columns + j] ?? 0;
  for (let i = want.length - 1; i >= 0; i--)
    for (let j = have.length - 1; j >= 0; j--)
      common[i * columns + j] = equal(want[i] ?? '', have[j] ?? '')
        ? at(i + 1, j + 1) + 1
        : Math.max(at(i + 1, j), at(i, j + 1));
  const lines: DiffLine[] = [];
  let [i, j] = [0, 0];
  while (i < want.length || j < have.length) {
    const [wanted, had] = [want[i], have[j]];
    if (wanted !== undefined && had !== undefined && equal(wanted, had)) {
      lines.push({ kind: 'same', text: had });
      i++;
      j++;
    } else if (wanted !== undefined && (had === undefined || at(i + 1, j) >= at(i, j + 1))) {
      lines.push(missing(wanted));
      i++;
    } else if (had !== undefined) {
      lines.push(extra(had));
      j++;
    }
  }
  return lines;
}

/** A last line without an end is still a line; an end is not another one. */
function linesOf(text: string): string[] {
  if (text === '') return [];
  return (text.endsWith('\n') ? text.slice(0, -1) : text).split('\n');
}
