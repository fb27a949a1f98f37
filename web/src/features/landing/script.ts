/** The play that the landing page's picture shows: who types what, and when. */

export type Typist = 'ada' | 'lin';
type Tone = 'plain' | 'word' | 'name' | 'text' | 'quiet';

interface Part {
  text: string;
  tone: Tone;
}

interface ScriptLine {
  by: Typist;
  /** First frame in which its typist is on it; one character a frame. */
  from: number;
  parts: readonly Part[];
}

interface Frame {
  lines: { parts: Part[]; caret: Typist | null }[];
  running: boolean;
  output: { lines: readonly string[]; done: boolean };
}

const t = (text: string, tone: Tone = 'plain'): Part => ({ text, tone });

const code: readonly ScriptLine[] = [
  { by: 'ada', from: 4, parts: [t('def ', 'word'), t('longest_run', 'name'), t('(text):')] },
  { by: 'ada', from: 28, parts: [t('    best = run = '), t('1', 'text')] },
  {
    by: 'ada',
    from: 48,
    parts: [
      t('    for', 'word'),
      t(' a, b '),
      t('in ', 'word'),
      t('zip(text, text['),
      t('1', 'text'),
      t(':]):'),
    ],
  },
  {
    by: 'ada',
    from: 88,
    parts: [
      t('        run = run + '),
      t('1', 'text'),
      t(' if', 'word'),
      t(' a == b '),
      t('else ', 'word'),
      t('1', 'text'),
    ],
  },
  { by: 'ada', from: 128, parts: [t('        best = max(best, run)')] },
  { by: 'ada', from: 160, parts: [t('    return', 'word'), t(' best')] },
  { by: 'ada', from: 9999, parts: [] },
  {
    by: 'lin',
    from: 36,
    parts: [
      t('for', 'word'),
      t(' word '),
      t('in', 'word'),
      t(' ['),
      t("'balloon'", 'text'),
      t(', '),
      t("'bookkeeper'", 'text'),
      t(']:'),
    ],
  },
  { by: 'lin', from: 96, parts: [t('    print(word, longest_run(word))')] },
];

const printed = ['balloon 2', 'bookkeeper 2'] as const;
const runAt = 184;
const firstOutput = runAt + 8;

/** From here on nothing changes. */
export const lastFrame = firstOutput + 12;

function length(line: ScriptLine): number {
  return line.parts.reduce((sum, part) => sum + part.text.length, 0);
}

/** The picture at a frame; the same for the same frame. */
export function frameAt(frame: number): Frame {
  const current: Partial<Record<Typist, number>> = {};
  code.forEach((line, index) => {
    const before = current[line.by];
    if (line.from <= frame && (before === undefined || (code[before]?.from ?? 0) <= line.from))
      current[line.by] = index;
  });
  return {
    lines: code.map((line, index) => ({
      parts: cut(line, frame - line.from),
      caret: current[line.by] === index ? line.by : null,
    })),
    running: frame >= runAt && frame < lastFrame,
    output: {
      lines: printed.slice(0, Math.max(0, Math.ceil((frame - firstOutput) / 4))),
      done: frame >= lastFrame,
    },
  };
}

function cut(line: ScriptLine, characters: number): Part[] {
  let left = Math.min(Math.max(0, characters), length(line));
  const parts: Part[] = [];
  for (const part of line.parts) {
    if (left <= 0) break;
    parts.push({ text: part.text.slice(0, left), tone: part.tone });
    left -= part.text.length;
  }
  return parts;
}
