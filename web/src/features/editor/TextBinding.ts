/**
 * Keeps a Monaco model and a shared text equal.
 *
 * The rules it lives by, each of which is a bug somewhere else:
 * - Both sides count in UTF-16 units and the model's line ends are always LF, or offsets would drift apart.
 * - A local change goes to the text as the model reports it; a foreign one comes in through `applyEdits`, which
 *   lets Monaco carry every cursor and selection along, however many there are.
 * - Undo is the text's, not the model's: Monaco's own stack holds offsets that others' edits make wrong.
 */
import type { editor, IDisposable } from 'monaco-editor/editor';
import * as Y from 'yjs';
import type { SharedSelection } from './cursors.ts';

/** Typing within this long of the last key is one undo step; Monaco groups by words, which takes about as long. */
const undoGroupMs = 500;

/** The value of Monaco's enum: importing it would load Monaco. */
// eslint-disable-next-line @typescript-eslint/no-unsafe-enum-assignment
const lineFeed: editor.EndOfLineSequence.LF = 0;

type Edit = editor.IIdentifiedSingleEditOperation;

/** The model methods that Monaco's undo command calls; its declarations leave them out. */
interface Undoable {
  undo: () => void;
  redo: () => void;
  canUndo: () => boolean;
  canRedo: () => boolean;
}

export class TextBinding {
  readonly #text: Y.Text;
  readonly #model: editor.ITextModel;
  readonly #undo: Y.UndoManager;
  readonly #listening: IDisposable;
  readonly #restored = new Set<(cursors: SharedSelection) => void>();
  /** Where the person's cursors are; an undo step keeps what was here when it began. */
  cursors: SharedSelection | null = null;
  #applying = false;

  constructor(text: Y.Text, model: editor.ITextModel) {
    this.#text = text;
    this.#model = model;
    model.setEOL(lineFeed);
    if (model.getValue() !== textOf(text)) model.setValue(textOf(text));
    this.#undo = new Y.UndoManager(text, { trackedOrigins: new Set([this]), captureTimeout: undoGroupMs });
    this.#undo.on('stack-item-added', ({ stackItem }) => stackItem.meta.set(TextBinding, this.cursors));
    this.#undo.on('stack-item-popped', ({ stackItem }) => {
      const cursors = stackItem.meta.get(TextBinding) as SharedSelection | null | undefined;
      if (cursors != null) for (const listener of [...this.#restored]) listener(cursors);
    });
    this.#overrideUndo();
    this.#listening = model.onDidChangeContent((event) => this.#sendChange(event));
    text.observe(this.#receiveChange);
  }

  /** True while an edit that is not the person's own reaches the model: cursors that move now moved by themselves. */
  get isApplying(): boolean {
    return this.#applying;
  }

  /** Calls back after an undo or redo with the cursors as they were before the step. Returns the way to stop. */
  onRestored(listener: (cursors: SharedSelection) => void): () => void {
    this.#restored.add(listener);
    return () => {
      this.#restored.delete(listener);
    };
  }

  /** What is typed next starts an undo step of its own. */
  endUndoStep(): void {
    this.#undo.stopCapturing();
  }

  /** However long it takes to compose a word, it is one undo step. */
  setComposing(isComposing: boolean): void {
    this.#undo.captureTimeout = isComposing ? Infinity : undoGroupMs;
  }

  dispose(): void {
    this.#text.unobserve(this.#receiveChange);
    this.#listening.dispose();
    this.#undo.destroy();
    this.#restored.clear();
  }

  #sendChange(event: editor.IModelContentChangedEvent): void {
    if (this.#applying) return;
    const doc = this.#text.doc;
    if (doc === null) return;
    // From the end, so that each offset still counts in the text as it was before the event.
    const changes = [...event.changes].sort((a, b) => b.rangeOffset - a.rangeOffset);
    doc.transact(() => {
      for (const { rangeOffset, rangeLength, text } of changes) {
        if (rangeLength > 0) this.#text.delete(rangeOffset, rangeLength);
        if (text !== '') this.#text.insert(rangeOffset, text.replace(/\r\n?/g, '\n'));
      }
    }, this);
    if (event.isEolChange) this.#model.setEOL(lineFeed);
    this.#verify();
  }

  readonly #receiveChange = (event: Y.YTextEvent, transaction: Y.Transaction): void => {
    if (transaction.origin === this) return;
    this.#applying = true;
    try {
      this.#model.applyEdits(editsOf(event, this.#model));
    } finally {
      this.#applying = false;
    }
    this.#verify();
  };

  /** Lengths that differ mean texts that differ: the shared text wins, by an edit as small as it can be. */
  #verify(): void {
    if (this.#model.getValueLength() === this.#text.length) return;
    const shared = textOf(this.#text);
    if (this.#model.getValue() === shared) return;
    console.error('CodeMeet: the editor had drifted from the shared text and was set right.');
    this.#applying = true;
    try {
      this.#model.applyEdits([{ range: this.#model.getFullModelRange(), text: shared }]);
    } finally {
      this.#applying = false;
    }
  }

  /** Every way to undo ends in these methods: keys, menus, the command palette, Vim. */
  #overrideUndo(): void {
    const undoable: Undoable = {
      undo: () => void this.#undo.undo(),
      redo: () => void this.#undo.redo(),
      canUndo: () => this.#undo.canUndo(),
      canRedo: () => this.#undo.canRedo(),
    };
    Object.assign(this.#model, undoable);
  }
}

/** A text event as edits of the model before it; what is inserted where something is deleted is one edit. */
function editsOf(event: Y.YTextEvent, model: editor.ITextModel): Edit[] {
  const spans: { from: number; to: number; text: string }[] = [];
  let offset = 0;
  for (const part of event.delta) {
    const last = spans.at(-1);
    const touching = last?.to === offset ? last : null;
    if (part.retain !== undefined) {
      offset += part.retain;
    } else if (part.delete !== undefined) {
      if (touching === null) spans.push({ from: offset, to: offset + part.delete, text: '' });
      else touching.to += part.delete;
      offset += part.delete;
    } else if (typeof part.insert === 'string') {
      if (touching === null) spans.push({ from: offset, to: offset, text: part.insert });
      else touching.text += part.insert;
    }
  }
  return spans.map(({ from, to, text }) => {
    const [start, end] = [model.getPositionAt(from), model.getPositionAt(to)];
    const range = {
      startLineNumber: start.lineNumber,
      startColumn: start.column,
      endLineNumber: end.lineNumber,
      endColumn: end.column,
    };
    return { range, text };
  });
}

export function textOf(text: Y.Text): string {
  // eslint-disable-next-line @typescript-eslint/no-base-to-string -- a Y.Text's string is its text
  return text.toString();
}
