/**
 * Keeps a text area and a shared text equal, for phones and for browsers that cannot run Monaco.
 *
 * A text area tells that it changed, not how; the difference to the last known value is the edit. While an input
 * method composes, the value must not be touched: foreign edits wait, and what was composed is moved past them.
 */
import { simpleDiffStringWithCursor } from 'lib0/diff';
import * as Y from 'yjs';
import type { CursorRange } from './cursors.ts';
import { textOf } from './TextBinding.ts';

const undoGroupMs = 500;

type Delta = Y.YTextEvent['delta'];

export class TextAreaBinding {
  readonly #text: Y.Text;
  readonly #area: HTMLTextAreaElement;
  readonly #onSelection: (range: CursorRange) => void;
  readonly #undo: Y.UndoManager;
  /** The value as last known; the shared text differs from it by `#waiting`. */
  #value: string;
  #waiting: Delta[] = [];
  #composing = false;

  /** `onSelection` gets the person's selection as offsets into `text`, also when only others' edits moved it. */
  constructor(text: Y.Text, area: HTMLTextAreaElement, onSelection: (range: CursorRange) => void) {
    this.#text = text;
    this.#area = area;
    this.#onSelection = onSelection;
    this.#value = textOf(text);
    area.value = this.#value;
    this.#undo = new Y.UndoManager(text, { trackedOrigins: new Set([this]), captureTimeout: undoGroupMs });
    text.observe(this.#receive);
    area.addEventListener('input', this.#input);
    area.addEventListener('beforeinput', this.#beforeInput);
    area.addEventListener('keydown', this.#keyDown);
    area.addEventListener('compositionstart', this.#compositionStart);
    area.addEventListener('compositionend', this.#compositionEnd);
    area.addEventListener('focus', this.#tellSelection);
    // Not every browser tells the field itself.
    area.ownerDocument.addEventListener('selectionchange', this.#tellSelection);
  }

  dispose(): void {
    this.#text.unobserve(this.#receive);
    this.#area.removeEventListener('input', this.#input);
    this.#area.removeEventListener('beforeinput', this.#beforeInput);
    this.#area.removeEventListener('keydown', this.#keyDown);
    this.#area.removeEventListener('compositionstart', this.#compositionStart);
    this.#area.removeEventListener('compositionend', this.#compositionEnd);
    this.#area.removeEventListener('focus', this.#tellSelection);
    this.#area.ownerDocument.removeEventListener('selectionchange', this.#tellSelection);
    this.#undo.destroy();
  }

  readonly #input = (): void => {
    if (!this.#composing) this.#send();
  };

  readonly #compositionStart = (): void => {
    this.#composing = true;
  };

  readonly #compositionEnd = (): void => {
    this.#composing = false;
    this.#send();
  };

  readonly #tellSelection = (): void => {
    const { ownerDocument, selectionStart, selectionEnd, selectionDirection } = this.#area;
    // While a word is composed the field's offsets are not the text's.
    if (this.#composing || ownerDocument.activeElement !== this.#area) return;
    const isBackward = selectionDirection === 'backward';
    this.#onSelection({
      anchor: isBackward ? selectionEnd : selectionStart,
      head: isBackward ? selectionStart : selectionEnd,
    });
  };

  /** The browser's own undo knows nothing of the others' edits. */
  readonly #beforeInput = (event: InputEvent): void => {
    if (event.inputType === 'historyUndo') this.#restore(event, 'undo');
    else if (event.inputType === 'historyRedo') this.#restore(event, 'redo');
  };

  readonly #keyDown = (event: KeyboardEvent): void => {
    if (!(event.ctrlKey || event.metaKey) || event.altKey) return;
    const key = event.key.toLowerCase();
    if (key === 'z') this.#restore(event, event.shiftKey ? 'redo' : 'undo');
    else if (key === 'y') this.#restore(event, 'redo');
  };

  #restore(event: Event, way: 'undo' | 'redo'): void {
    event.preventDefault();
    if (!this.#area.readOnly) this.#undo[way]();
  }

  #send(): void {
    const shown = this.#area.value.replace(/\r\n?/g, '\n');
    // Half a character is one only here: everybody else would read it as U+FFFD, and so it is.
    const value = shown.replace(/\p{Surrogate}/gu, '\uFFFD');
    const caret = this.#area.selectionStart;
    // The diff takes the change to be at the caret if it can: in `aa|aa` it is there that another a was typed.
    const before = Math.max(0, Math.min(caret, caret - (value.length - this.#value.length)));
    const { index, remove, insert } = simpleDiffStringWithCursor(this.#value, value, before);
    const waiting = this.#waiting.splice(0);
    const from = waiting.reduce((offset, delta) => moved(offset, delta), index);
    const to = waiting.reduce((offset, delta) => moved(offset, delta), index + remove);
    this.#value = value;
    if (remove > 0 || insert !== '') {
      this.#text.doc?.transact(() => {
        if (to > from) this.#text.delete(from, to - from);
        if (insert !== '') this.#text.insert(from, insert);
      }, this);
    }
    // Foreign edits that waited, or half a character.
    if (textOf(this.#text) !== shown) this.#showText(from + insert.length);
    this.#tellSelection();
  }

  readonly #receive = (event: Y.YTextEvent, transaction: Y.Transaction): void => {
    if (transaction.origin === this) return;
    if (this.#composing) {
      this.#waiting.push(event.delta);
      return;
    }
    const { selectionStart, selectionEnd, selectionDirection, scrollTop } = this.#area;
    this.#value = textOf(this.#text);
    this.#area.value = this.#value;
    this.#area.setSelectionRange(
      moved(selectionStart, event.delta),
      moved(selectionEnd, event.delta),
      selectionDirection,
    );
    this.#area.scrollTop = scrollTop;
  };

  #showText(caret: number): void {
    this.#value = textOf(this.#text);
    this.#area.value = this.#value;
    this.#area.setSelectionRange(caret, caret);
  }
}

/** Where an offset lies after an edit; text inserted right at it pushes it on, as in Monaco. */
function moved(offset: number, delta: Delta): number {
  let at = 0;
  let result = offset;
  for (const part of delta) {
    if (at > result) break;
    if (part.retain !== undefined) {
      at += part.retain;
    } else if (part.delete !== undefined) {
      result -= Math.min(part.delete, Math.max(0, result - at));
    } else if (typeof part.insert === 'string') {
      result += part.insert.length;
      at += part.insert.length;
    }
  }
  return result;
}
