/** A place in the source that a line of output names. */
export interface Place {
  /** Path of one of the run's files. */
  path: string;
  /** From 1. */
  line: number;
  column: number | null;
  severity: 'error' | 'warning';
  message: string;
  /** Where in the searched text it stands, for a link. */
  from: number;
  to: number;
}

interface Source {
  entry: string;
  files: readonly { path: string }[];
}

/** Beyond this a compiler repeats itself, and no editor needs more. */
const most = 200;

const known = new Map<string, RegExp | null>();

/** A pattern of GET /api/languages; one this browser cannot read makes nothing clickable. */
function compiled(pattern: string): RegExp | null {
  const made = known.get(pattern);
  if (made !== undefined) return made;
  let expression: RegExp | null = null;
  try {
    expression = new RegExp(pattern, 'gm');
  } catch (error) {
    console.warn('CodeMeet: a pattern for places in the source cannot be read.', error);
  }
  known.set(pattern, expression);
  return expression;
}

/** Every place in the run's own files that the text names, in order, each once per line of output. */
export function placesIn(
  text: string,
  patterns: readonly { pattern: string }[],
  source: Source,
): readonly Place[] {
  const places = new Map<number, Place>();
  for (const { pattern } of patterns) {
    const expression = compiled(pattern);
    if (expression === null) continue;
    for (const match of text.matchAll(expression)) {
      if (places.size >= most) break;
      const place = placeOf(match, source);
      // Of two patterns for one line the first of the language's list knows best.
      if (place !== null && !places.has(match.index)) places.set(match.index, place);
    }
  }
  return [...places.values()].sort((a, b) => a.from - b.from);
}

function placeOf(match: RegExpExecArray, source: Source): Place | null {
  const { file, line, column, severity, message } = match.groups ?? {};
  const path = file === undefined ? source.entry : pathOf(file, source);
  const number = Number(line);
  if (path === null || !Number.isInteger(number) || number < 1) return null;
  const lead = /^\s*/.exec(match[0])?.[0].length ?? 0;
  const end = match[0].search(/\n|$/);
  return {
    path,
    line: number,
    column: column === undefined || Number.isNaN(Number(column)) ? null : Math.max(1, Number(column)),
    severity: severity !== undefined && /warn|note|info|remark/i.test(severity) ? 'warning' : 'error',
    message: (message ?? match[0]).trim(),
    from: match.index + lead,
    to: match.index + Math.max(end, lead + 1),
  };
}

/** The run's file that a tool's name for it means: the whole path, or the end of it. */
function pathOf(named: string, { files }: Source): string | null {
  const clean = named.replace(/^(?:file:\/\/)?\/work\//, '').replace(/^\.\//, '');
  // The machine's own files, such as headers and libraries.
  if (clean.startsWith('/') || clean.includes('://')) return null;
  const paths = files.map((one) => one.path);
  return (
    paths.find((path) => path === clean) ??
    paths.find((path) => path.endsWith(`/${clean}`) || clean.endsWith(`/${path}`)) ??
    null
  );
}
