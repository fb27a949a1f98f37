/** Splits what was typed into arguments as a shell would: blanks part, quotes hold together, `\` takes the next as it is. */
export function splitArgs(typed: string): string[] {
  const args: string[] = [];
  let current: string | null = null;
  let quote: string | null = null;
  for (let at = 0; at < typed.length; at++) {
    const character = typed[at] ?? '';
    if (character === '\\' && quote !== "'" && at + 1 < typed.length) {
      at += 1;
      current = (current ?? '') + (typed[at] ?? '');
    } else if (quote !== null) {
      if (character === quote) quote = null;
      else current = (current ?? '') + character;
    } else if (character === '"' || character === "'") {
      quote = character;
      current ??= '';
    } else if (/\s/.test(character)) {
      if (current !== null) args.push(current);
      current = null;
    } else {
      current = (current ?? '') + character;
    }
  }
  if (current !== null) args.push(current);
  return args;
}
