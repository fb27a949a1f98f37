/** xterm.js as the room uses it. Imported lazily: it is not small, and phones do without. */
import { FitAddon } from '@xterm/addon-fit';
import { SearchAddon } from '@xterm/addon-search';
import { Terminal, type IMarker } from '@xterm/xterm';
import '@xterm/xterm/css/xterm.css';
import type { OutputSegment } from '../../../realtime/protocol.ts';
import type { Transcript } from '../liveOutput.ts';
import { paint, terminalThemes } from './themes.ts';
import { linksIn } from './terminalLinks.ts';
import type { Place } from '../diagnostics.ts';

export interface ScreenOptions {
  theme: 'light' | 'dark';
  /** CSS pixels. */
  fontSize: number;
  /** What a key sends; never called while `readOnly`. */
  onData: (data: string) => void;
  onFind: () => void;
  onCopied: () => void;
  /** Where in the source a line of output points to. */
  placesIn: (line: string) => readonly Place[];
  onPlace: (place: Place) => void;
}

/** The line this person is typing, drawn behind the output; nobody else sees it. */
export interface Unsent {
  /** Given to the server, not yet seen in the output. */
  sent: string;
  before: string;
  after: string;
}

const nothingUnsent: Unsent = { sent: '', before: '', after: '' };

/**
 * What a run printed, and behind it the line that is being typed. The terminal has one cursor for both, so before
 * output is written the line is wiped, and drawn again after it: output never lands in the middle of it.
 */
export class TerminalScreen {
  readonly #terminal: Terminal;
  readonly #fit = new FitAddon();
  readonly #search = new SearchAddon();
  readonly #observer: ResizeObserver;
  #written: Transcript = [];
  #wanted: Transcript = [];
  #unsent = nothingUnsent;
  #drawn: Unsent | null = null;
  /** Where the output ended when the line was drawn behind it. */
  #outputEnd: { marker: IMarker; column: number } | null = null;
  #resized = false;
  #fromTop = false;
  #busy = false;
  #life: 'open' | 'disposed' = 'open';

  constructor(container: HTMLElement, options: ScreenOptions) {
    Terminal.strings.promptLabel = 'Type into the program. Enter sends the line.';
    Terminal.strings.tooMuchOutput = 'Too much output to announce. It is in the log beside the terminal.';
    this.#terminal = new Terminal({
      allowProposedApi: true,
      convertEol: true,
      cursorBlink: false,
      cursorInactiveStyle: 'none',
      fontFamily: '"JetBrains Mono Variable", ui-monospace, Menlo, Consolas, monospace',
      fontSize: options.fontSize,
      lineHeight: 1.3,
      letterSpacing: 0,
      minimumContrastRatio: 4.5,
      scrollback: 20_000,
      theme: terminalThemes[options.theme],
      linkHandler: { activate: (event, uri) => openLink(event, uri) },
    });
    this.#terminal.loadAddon(this.#fit);
    this.#terminal.loadAddon(this.#search);
    this.#terminal.attachCustomKeyEventHandler((event) => this.#isForTerminal(event, options));
    this.#terminal.onData((data) => {
      if (this.#terminal.options.disableStdin !== true) options.onData(data);
    });
    this.#terminal.registerLinkProvider({
      provideLinks: (row, done) => done(linksIn(this.#terminal.buffer.active, row, options, openLink)),
    });
    this.#terminal.open(container);
    this.#fit.fit();
    this.#observer = new ResizeObserver(() => {
      this.#resized = true;
      void this.#draw();
    });
    this.#observer.observe(container);
  }

  /** Everything the run printed so far; what is on the screen already is not written again. */
  show(transcript: Transcript, fromTop: boolean): void {
    this.#wanted = transcript;
    this.#fromTop = fromTop;
    if (fromTop) this.#terminal.scrollToTop();
    void this.#draw();
  }

  setUnsent(unsent: Unsent): void {
    this.#unsent = unsent;
    if (!this.#fromTop) this.#terminal.scrollToBottom();
    void this.#draw();
  }

  setReadOnly(readOnly: boolean): void {
    this.#terminal.options.disableStdin = readOnly;
    // DECTCEM: a terminal that takes nothing shows no cursor.
    this.#terminal.write(readOnly ? '\x1b[?25l' : '\x1b[?25h');
  }

  setLook(theme: 'light' | 'dark', fontSize: number): void {
    this.#terminal.options.theme = terminalThemes[theme];
    if (this.#terminal.options.fontSize === fontSize) return;
    this.#terminal.options.fontSize = fontSize;
    this.#resized = true;
    void this.#draw();
  }

  focus(): void {
    this.#terminal.focus();
  }

  /** Wipes what is above; it stays in the run. */
  clear(): void {
    this.#terminal.clear();
  }

  get selection(): string {
    return this.#terminal.getSelection();
  }

  find(text: string, direction: 'next' | 'previous'): boolean {
    if (text === '') {
      this.#search.clearDecorations();
      return true;
    }
    const found = direction === 'next' ? this.#search.findNext(text) : this.#search.findPrevious(text);
    return found;
  }

  endFind(): void {
    this.#search.clearDecorations();
    this.#terminal.clearSelection();
    this.#terminal.focus();
  }

  dispose(): void {
    this.#life = 'disposed';
    this.#observer.disconnect();
    this.#terminal.dispose();
  }

  /** Brings the screen to what is wanted. One at a time: the cursor may only be asked where it is when all is written. */
  async #draw(): Promise<void> {
    if (this.#busy) return;
    this.#busy = true;
    while (!this.#isDisposed() && this.#isBehind()) {
      await this.#wipeUnsent();
      if (this.#isDisposed()) return;
      if (this.#resized) {
        this.#resized = false;
        this.#fit.fit();
      }
      const wanted = this.#wanted;
      const added = additionTo(this.#written, wanted);
      if (added === null) this.#terminal.reset();
      this.#written = wanted;
      await this.#write((added ?? wanted).map(inColour).join(''));
      if (this.#isDisposed()) return;
      if (this.#fromTop) this.#terminal.scrollToTop();
      await this.#drawUnsent(this.#unsent);
    }
    this.#busy = false;
  }

  /** Asked after each wait: the page may have left meanwhile. */
  #isDisposed(): boolean {
    return this.#life === 'disposed';
  }

  #isBehind(): boolean {
    return this.#resized || this.#written !== this.#wanted || this.#drawn !== this.#unsent;
  }

  async #wipeUnsent(): Promise<void> {
    const end = this.#outputEnd;
    this.#drawn = null;
    this.#outputEnd = null;
    if (end === null) return;
    const { baseY, cursorY } = this.#terminal.buffer.active;
    const up = baseY + cursorY - end.marker.line;
    end.marker.dispose();
    await this.#write(`${up > 0 ? `\x1b[${up}A` : ''}\x1b[${end.column + 1}G\x1b[J`);
  }

  async #drawUnsent(unsent: Unsent): Promise<void> {
    this.#drawn = unsent;
    const { sent, before, after } = unsent;
    if (sent === '' && before === '' && after === '') return;
    const marker = this.#terminal.registerMarker(0);
    this.#outputEnd = { marker, column: this.#terminal.buffer.active.cursorX };
    await this.#write(`${paint('unsent', sent)}\x1b[4m${before}\x1b[24m`);
    if (after === '' || this.#isDisposed()) return;
    const cursor = this.#cursor();
    await this.#write(`\x1b[4m${after}\x1b[24m`);
    if (this.#isDisposed()) return;
    const up = this.#cursor().row - cursor.row;
    await this.#write(`${up > 0 ? `\x1b[${up}A` : ''}\x1b[${cursor.column + 1}G`);
  }

  #cursor(): { row: number; column: number } {
    const { baseY, cursorY, cursorX } = this.#terminal.buffer.active;
    return { row: baseY + cursorY, column: cursorX };
  }

  #write(text: string): Promise<void> {
    return new Promise((resolve) => this.#terminal.write(text, resolve));
  }

  /** Keys that are the page's, and copying, which a terminal's Ctrl+C is not. */
  #isForTerminal(event: KeyboardEvent, options: ScreenOptions): boolean {
    if (event.type !== 'keydown') return true;
    // Tab leaves: nobody is caught here, and lines for programs hardly have one.
    if (event.key === 'Tab' || event.key === 'F8') return false;
    const command = event.ctrlKey || event.metaKey;
    if (!command) return true;
    const key = event.key.toLowerCase();
    if (key === 'f' && !event.shiftKey) {
      event.preventDefault();
      options.onFind();
      return false;
    }
    if (key === 'c' && (event.shiftKey || event.metaKey || this.#terminal.hasSelection())) {
      event.preventDefault();
      if (!this.#terminal.hasSelection()) return false;
      void navigator.clipboard.writeText(this.selection).then(options.onCopied);
      this.#terminal.clearSelection();
      return false;
    }
    // The browser's own paste reaches the terminal's text field.
    return !(key === 'v' || event.key === 'Enter' || event.key === '`');
  }
}

/** What `wanted` has behind `written`; null when it is not a continuation. */
function additionTo(written: Transcript, wanted: Transcript): OutputSegment[] | null {
  const last = written.length - 1;
  for (let at = 0; at <= last; at++) {
    const [old, now] = [written[at], wanted[at]];
    if (old === undefined || now?.stream !== old.stream) return null;
    const same = at === last ? now.text.startsWith(old.text) : now.text === old.text;
    if (!same) return null;
  }
  return wanted.slice(Math.max(last, 0)).map((segment, at) => {
    const known = at === 0 ? (written[last]?.text.length ?? 0) : 0;
    return { stream: segment.stream, text: segment.text.slice(known) };
  });
}

function inColour({ stream, text }: OutputSegment): string {
  switch (stream) {
    case 'stdout':
      return text;
    case 'input':
      // Typed by a person, so without whatever could steer the terminal.
      // eslint-disable-next-line no-control-regex
      return paint('typed', text.replace(/[\x00-\x08\x0b-\x1f\x7f]/g, ''));
    case 'stderr':
      return paint('error', text);
    case 'compile':
      return paint('note', text);
    default:
      return stream satisfies never;
  }
}

/** Printed by a program, so only on purpose, only to the web, and without a handle on this page. */
function openLink(event: MouseEvent, uri: string): void {
  if (!(event.ctrlKey || event.metaKey) || !/^https?:\/\//i.test(uri)) return;
  window.open(uri, '_blank', 'noopener,noreferrer');
}
