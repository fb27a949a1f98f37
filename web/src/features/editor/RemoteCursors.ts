import type { editor, IDisposable } from 'monaco-editor/editor';
import type { Awareness } from 'y-protocols/awareness';
import type * as Y from 'yjs';
import { textOn } from '../../lib/colour.ts';
import { readSelection, resolveSelection, type CursorRange, type PersonOf } from './cursors.ts';

/** How long a name stays beside a cursor that moved. */
const nameMs = 2500;

/** The values of Monaco's enum: importing it would load Monaco. */
// eslint-disable-next-line @typescript-eslint/no-unsafe-enum-assignment
const aboveThenBelow: editor.ContentWidgetPositionPreference[] = [1, 2];

interface Shown {
  clientId: number;
  name: string;
  colour: string;
  ranges: CursorRange[];
}

/** Draws the others' cursors and selections in one editor, each in the person's colour and with their name. */
export class RemoteCursors {
  readonly #editor: editor.ICodeEditor;
  readonly #model: editor.ITextModel;
  readonly #text: Y.Text;
  readonly #file: string;
  readonly #awareness: Awareness;
  readonly #personOf: PersonOf;
  readonly #decorations: editor.IEditorDecorationsCollection;
  readonly #names = new Map<number, NameTag>();
  readonly #listening: IDisposable;
  readonly #sheet = new CSSStyleSheet();
  #frame: number | null = null;

  constructor(
    editor: editor.ICodeEditor,
    model: editor.ITextModel,
    text: Y.Text,
    file: string,
    awareness: Awareness,
    personOf: PersonOf,
  ) {
    this.#editor = editor;
    this.#model = model;
    this.#text = text;
    this.#file = file;
    this.#awareness = awareness;
    this.#personOf = personOf;
    this.#decorations = editor.createDecorationsCollection();
    document.adoptedStyleSheets = [...document.adoptedStyleSheets, this.#sheet];
    // An author's cursor moves with the text they type without saying so.
    this.#listening = model.onDidChangeContent(this.redrawSoon);
    awareness.on('change', this.redrawSoon);
    this.redrawSoon();
  }

  /** Many causes in one frame are one drawing. */
  readonly redrawSoon = (): void => {
    this.#frame ??= requestAnimationFrame(() => {
      this.#frame = null;
      this.#draw();
    });
  };

  dispose(): void {
    if (this.#frame !== null) cancelAnimationFrame(this.#frame);
    this.#awareness.off('change', this.redrawSoon);
    this.#listening.dispose();
    this.#decorations.clear();
    for (const tag of this.#names.values()) tag.dispose();
    document.adoptedStyleSheets = document.adoptedStyleSheets.filter((sheet) => sheet !== this.#sheet);
  }

  #draw(): void {
    if (this.#model.isDisposed() || this.#editor.getModel() !== this.#model) return;
    const shown = this.#others();
    this.#sheet.replaceSync(shown.map(styleOf).join('\n'));
    this.#decorations.set(
      shown.flatMap((one) => one.ranges.flatMap((range) => this.#decorate(one.clientId, range))),
    );
    const present = new Set(shown.map(({ clientId }) => clientId));
    for (const [clientId, tag] of this.#names) {
      if (present.has(clientId)) continue;
      tag.dispose();
      this.#names.delete(clientId);
    }
    for (const { clientId, name, colour, ranges } of shown) {
      const main = ranges[0];
      if (main === undefined) continue;
      const tag = this.#names.get(clientId) ?? new NameTag(this.#editor, clientId);
      this.#names.set(clientId, tag);
      tag.show(name, colour, main.head, this.#model.getPositionAt(main.head));
    }
  }

  #others(): Shown[] {
    const shown: Shown[] = [];
    for (const [clientId, state] of this.#awareness.getStates()) {
      if (clientId === this.#awareness.clientID) continue;
      const selection = readSelection(state);
      const person = this.#personOf(clientId);
      if (selection?.file !== this.#file || person === null) continue;
      const ranges = resolveSelection(selection, this.#text);
      if (ranges.length > 0) shown.push({ clientId, ...person, ranges });
    }
    return shown;
  }

  #decorate(clientId: number, { anchor, head }: CursorRange): editor.IModelDeltaDecoration[] {
    const from = this.#model.getPositionAt(Math.min(anchor, head));
    const to = this.#model.getPositionAt(Math.max(anchor, head));
    const at = this.#model.getPositionAt(head);
    const caret: editor.IModelDeltaDecoration = {
      range: {
        startLineNumber: at.lineNumber,
        startColumn: at.column,
        endLineNumber: at.lineNumber,
        endColumn: at.column,
      },
      options: {
        beforeContentClassName: `remote-caret remote-caret-${clientId}`,
        zIndex: 10,
      },
    };
    if (anchor === head) return [caret];
    const selection: editor.IModelDeltaDecoration = {
      range: {
        startLineNumber: from.lineNumber,
        startColumn: from.column,
        endLineNumber: to.lineNumber,
        endColumn: to.column,
      },
      options: { className: `remote-selection-${clientId}` },
    };
    return [selection, caret];
  }
}

/** The name beside one person's main cursor; it shows for a moment after each move. */
class NameTag implements editor.IContentWidget {
  readonly suppressMouseDown = true;
  readonly #editor: editor.ICodeEditor;
  readonly #id: string;
  readonly #node = document.createElement('div');
  #position: editor.IContentWidgetPosition | null = null;
  #head = -1;
  #timer: ReturnType<typeof setTimeout> | null = null;

  constructor(editor: editor.ICodeEditor, clientId: number) {
    this.#editor = editor;
    this.#id = `codemeet.name.${clientId}`;
    this.#node.className = 'remote-name';
    this.#node.setAttribute('aria-hidden', 'true'); // The list below the editor is for screen readers.
    editor.addContentWidget(this);
  }

  getId(): string {
    return this.#id;
  }

  getDomNode(): HTMLElement {
    return this.#node;
  }

  getPosition(): editor.IContentWidgetPosition | null {
    return this.#position;
  }

  show(name: string, colour: string, head: number, position: { lineNumber: number; column: number }): void {
    this.#node.textContent = name;
    this.#node.style.backgroundColor = colour;
    this.#node.style.color = textOn(colour);
    this.#position = { position, preference: aboveThenBelow };
    this.#editor.layoutContentWidget(this);
    if (head === this.#head) return;
    this.#head = head;
    this.#node.classList.add('remote-name-shown');
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#node.classList.remove('remote-name-shown'), nameMs);
  }

  dispose(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#editor.removeContentWidget(this);
  }
}

/** Colours come from the server as `#rrggbb`; anything else would be a way to write into the style sheet. */
function styleOf({ clientId, colour }: Shown): string {
  const safe = /^#[0-9a-f]{6}$/i.test(colour) ? colour : '#888888';
  return (
    `.remote-caret-${clientId} { border-color: ${safe}; }\n` +
    `.remote-selection-${clientId} { background-color: ${safe}40; }`
  );
}
