/** Text with one look; `look` is a list of classes of ansi.css. */
export interface StyledText {
  text: string;
  look: string;
}

interface Look {
  foreground: string;
  background: string;
  bold: boolean;
  dim: boolean;
  italic: boolean;
  underline: boolean;
}

const plain: Look = {
  foreground: '',
  background: '',
  bold: false,
  dim: false,
  italic: false,
  underline: false,
};

// CSI, OSC and the two-character sequences.
const sequence =
  // eslint-disable-next-line no-control-regex
  /\x1b(?:\[([0-9;:?<=>]*)[ -/]*([@-~])|\][^\x07\x1b]*(?:\x07|\x1b\\)?|[@-Z\\^_=>()#][0-9A-B]?)/g;
// eslint-disable-next-line no-control-regex
const control = /[\x00-\x08\x0b-\x1f\x7f]/g;

/** What a program printed for a terminal, for where there is none: its colours stay, the rest of its steering goes. */
export function styled(printed: string): StyledText[] {
  const text = rewriteReturns(printed);
  const parts: StyledText[] = [];
  let look = plain;
  let at = 0;
  const push = (piece: string) => {
    const clean = piece.replace(control, '');
    if (clean !== '') parts.push({ text: clean, look: classesOf(look) });
  };
  for (const match of text.matchAll(sequence)) {
    push(text.slice(at, match.index));
    at = match.index + match[0].length;
    if (match[2] === 'm') look = withCodes(look, match[1] ?? '');
  }
  push(text.slice(at));
  return parts;
}

/** Without any of it. */
export function unstyled(printed: string): string {
  return rewriteReturns(printed).replace(sequence, '').replace(control, '');
}

/** A return alone starts its line again, as a progress bar does. */
function rewriteReturns(text: string): string {
  if (!text.includes('\r')) return text;
  return text
    .replace(/\r+\n/g, '\n')
    .split('\n')
    .map((line) => line.replace(/\r+$/, '').split('\r').at(-1) ?? '')
    .join('\n');
}

const names = ['black', 'red', 'green', 'yellow', 'blue', 'magenta', 'cyan', 'white'];

function withCodes(before: Look, codes: string): Look {
  let look = before;
  const numbers = (codes === '' ? '0' : codes).split(/[;:]/).map(Number);
  for (let at = 0; at < numbers.length; at++) {
    const code = numbers[at] ?? 0;
    // 256 and true colours: of the first sixteen by name, of the others only that something was meant.
    if (code === 38 || code === 48) {
      const index = numbers[at + 1] === 5 ? (numbers[at + 2] ?? 0) : -1;
      const colour = index >= 0 && index < 16 ? (names[index % 8] ?? '') : '';
      look = code === 38 ? { ...look, foreground: colour } : { ...look, background: colour };
      at += numbers[at + 1] === 5 ? 2 : 4;
    } else look = withCode(look, code);
  }
  return look;
}

function withCode(look: Look, code: number): Look {
  if (code === 0) return plain;
  if (code === 1) return { ...look, bold: true };
  if (code === 2) return { ...look, dim: true };
  if (code === 3) return { ...look, italic: true };
  if (code === 4) return { ...look, underline: true };
  if (code === 22) return { ...look, bold: false, dim: false };
  if (code === 23) return { ...look, italic: false };
  if (code === 24) return { ...look, underline: false };
  const colour = names[code % 10] ?? '';
  if ((code >= 30 && code <= 39) || (code >= 90 && code <= 97)) return { ...look, foreground: colour };
  if ((code >= 40 && code <= 49) || (code >= 100 && code <= 107)) return { ...look, background: colour };
  return look;
}

function classesOf(look: Look): string {
  return [
    look.foreground && `ansi-${look.foreground}`,
    look.background && `ansi-on-${look.background}`,
    look.bold && 'font-bold',
    look.dim && 'opacity-75',
    look.italic && 'italic',
    look.underline && 'underline',
  ]
    .filter(Boolean)
    .join(' ');
}
