/** What a key did, for whoever owns the composer to act on. */
export type Composed =
  | { kind: 'edited' }
  /** Whole lines, newlines included, to be given to the program. */
  | { kind: 'lines'; text: string }
  | { kind: 'end' }
  | { kind: 'stop' }
  | { kind: 'nothing' };

const kept = 50;

/**
 * One line as it is being typed, before the program gets it. Takes what a terminal sends for keys, and edits as a
 * shell's line does: so the others see a line when it is done, and nobody's half line gets between another's.
 */
export class LineComposer {
  #before = '';
  #after = '';
  readonly #history: string[] = [];
  /** How far back in the history; 0 is the line being typed. */
  #back = 0;
  #draft = '';

  get line(): string {
    return this.#before + this.#after;
  }

  set line(text: string) {
    this.#before = text;
    this.#after = '';
  }

  /** Text before the cursor, and after it. */
  get parts(): readonly [string, string] {
    return [this.#before, this.#after];
  }

  /** `data`: as xterm's `onData` gives it, one key or something pasted. */
  take(data: string): Composed {
    const key = keys[data];
    if (key !== undefined) return this[key]();
    // The terminal wraps a paste in these when a program asked for it; no program here reads keys.
    // eslint-disable-next-line no-control-regex
    const text = data.replace(/\x1b\[20[01]~/g, '').replace(/\r\n?/g, '\n');
    if (text.startsWith('\x1b')) return { kind: 'nothing' };
    // eslint-disable-next-line no-control-regex
    return this.#insert(text.replace(/[\x00-\x08\x0b-\x1f\x7f]/g, ''));
  }

  #insert(text: string): Composed {
    if (text === '') return { kind: 'nothing' };
    this.#before += text;
    const end = this.#before.lastIndexOf('\n') + 1;
    if (end === 0) return { kind: 'edited' };
    const lines = this.#before.slice(0, end);
    this.#before = this.#before.slice(end);
    this.#remember(lines);
    return { kind: 'lines', text: lines };
  }

  enter(): Composed {
    const text = `${this.line}\n`;
    this.line = '';
    this.#remember(text);
    return { kind: 'lines', text };
  }

  endOrDelete(): Composed {
    return this.line === '' ? { kind: 'end' } : this.deleteForward();
  }

  stop(): Composed {
    this.line = '';
    return { kind: 'stop' };
  }

  backspace(): Composed {
    return this.#edit(dropLast(this.#before), this.#after);
  }

  deleteForward(): Composed {
    return this.#edit(this.#before, dropFirst(this.#after));
  }

  deleteWord(): Composed {
    return this.#edit(this.#before.replace(/\S*\s*$/, ''), this.#after);
  }

  deleteToStart(): Composed {
    return this.#edit('', this.#after);
  }

  deleteToEnd(): Composed {
    return this.#edit(this.#before, '');
  }

  left(): Composed {
    const before = dropLast(this.#before);
    return this.#edit(before, this.#before.slice(before.length) + this.#after);
  }

  right(): Composed {
    const after = dropFirst(this.#after);
    return this.#edit(this.#before + this.#after.slice(0, this.#after.length - after.length), after);
  }

  home(): Composed {
    return this.#edit('', this.line);
  }

  end(): Composed {
    return this.#edit(this.line, '');
  }

  older(): Composed {
    return this.#goBack(this.#back + 1);
  }

  newer(): Composed {
    return this.#goBack(this.#back - 1);
  }

  #goBack(back: number): Composed {
    if (back < 0 || back > this.#history.length) return { kind: 'nothing' };
    if (this.#back === 0) this.#draft = this.line;
    this.#back = back;
    return this.#edit(back === 0 ? this.#draft : (this.#history.at(-back) ?? ''), '');
  }

  #edit(before: string, after: string): Composed {
    this.#before = before;
    this.#after = after;
    return { kind: 'edited' };
  }

  #remember(lines: string): void {
    for (const line of lines.split('\n'))
      if (line !== '' && line !== this.#history.at(-1)) this.#history.push(line);
    this.#history.splice(0, this.#history.length - kept);
    this.#back = 0;
  }
}

/** A character as a person sees it may be several code units. */
const graphemes = new Intl.Segmenter(undefined, { granularity: 'grapheme' });

function dropLast(text: string): string {
  const last = [...graphemes.segment(text)].at(-1);
  return last === undefined ? '' : text.slice(0, last.index);
}

function dropFirst(text: string): string {
  const [first] = graphemes.segment(text);
  return first === undefined ? '' : text.slice(first.segment.length);
}

type Key =
  | 'enter'
  | 'endOrDelete'
  | 'stop'
  | 'backspace'
  | 'deleteForward'
  | 'deleteWord'
  | 'deleteToStart'
  | 'deleteToEnd'
  | 'left'
  | 'right'
  | 'home'
  | 'end'
  | 'older'
  | 'newer';

const keys: Partial<Record<string, Key>> = {
  '\r': 'enter',
  '\n': 'enter',
  '\x04': 'endOrDelete',
  '\x03': 'stop',
  '\x7f': 'backspace',
  '\b': 'backspace',
  '\x1b[3~': 'deleteForward',
  '\x17': 'deleteWord',
  '\x15': 'deleteToStart',
  '\x0b': 'deleteToEnd',
  '\x1b[D': 'left',
  '\x02': 'left',
  '\x1b[C': 'right',
  '\x06': 'right',
  '\x1b[H': 'home',
  '\x01': 'home',
  '\x1b[F': 'end',
  '\x05': 'end',
  '\x1b[A': 'older',
  '\x10': 'older',
  '\x1b[B': 'newer',
  '\x0e': 'newer',
};
