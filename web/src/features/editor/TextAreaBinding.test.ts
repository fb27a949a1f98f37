import fc from 'fast-check';
import { afterEach, beforeEach, expect, test } from 'vitest';
import * as Y from 'yjs';
import type { CursorRange } from './cursors.ts';
import { TextAreaBinding } from './TextAreaBinding.ts';

let doc: Y.Doc;
let text: Y.Text;
let area: HTMLTextAreaElement;
let binding: TextAreaBinding;
let selections: CursorRange[];

function start(initial: string): void {
  doc = new Y.Doc({ gc: false });
  text = doc.getText('file:main');
  text.insert(0, initial);
  area = document.createElement('textarea');
  document.body.append(area);
  selections = [];
  binding = new TextAreaBinding(text, area, (range) => selections.push(range));
}

beforeEach(() => start('one two'));
afterEach(() => {
  binding.dispose();
  area.remove();
});

/** As a keyboard does: the selection gives way to what is typed. */
function type(at: number, remove: number, insert: string): void {
  area.setRangeText(insert, at, at + remove, 'end');
  area.dispatchEvent(new Event('input'));
}

const foreign = (edit: () => void) => doc.transact(edit, 'remote');

test('typing reaches the text, also among equal characters', () => {
  start('aaaa');
  const updates: Y.YTextEvent['delta'][] = [];
  text.observe((event) => updates.push(event.delta));
  type(2, 0, 'a');
  expect(text.toJSON()).toBe('aaaaa');
  expect(updates).toEqual([[{ retain: 2 }, { insert: 'a' }]]);
});

test('a foreign edit keeps the selection at its text', () => {
  area.setSelectionRange(4, 7, 'backward');
  foreign(() => text.insert(0, '>>> '));
  expect(area.value).toBe('>>> one two');
  expect(area.value.slice(area.selectionStart, area.selectionEnd)).toBe('two');
  expect(area.selectionDirection).toBe('backward');
});

test('a foreign deletion over the cursor leaves it where the text was', () => {
  area.setSelectionRange(2, 2);
  foreign(() => text.delete(1, 4));
  expect(area.value).toBe('owo');
  expect(area.selectionStart).toBe(1);
});

test('while a word is composed the field is not touched; afterwards both edits are there', () => {
  area.setSelectionRange(7, 7);
  area.dispatchEvent(new Event('compositionstart'));
  type(7, 0, 'に');
  foreign(() => {
    text.delete(0, 3);
    text.insert(0, 'zero and one');
  });
  expect(area.value).toBe('one twoに');
  type(7, 1, '日本');
  area.dispatchEvent(new Event('compositionend'));
  expect(text.toJSON()).toBe('zero and one two日本');
  expect(area.value).toBe(text.toJSON());
  expect(area.selectionStart).toBe(area.value.length);
});

test('the selection is told in the direction it was made, when it moves, when one types, and not while composing', () => {
  area.focus();
  area.setSelectionRange(4, 7, 'backward');
  document.dispatchEvent(new Event('selectionchange'));
  expect(selections.at(-1)).toEqual({ anchor: 7, head: 4 });
  type(7, 0, '!');
  expect(selections.at(-1)).toEqual({ anchor: 8, head: 8 });
  const told = selections.length;
  area.dispatchEvent(new Event('compositionstart'));
  type(8, 0, 'に');
  document.dispatchEvent(new Event('selectionchange'));
  expect(selections).toHaveLength(told);
  area.dispatchEvent(new Event('compositionend'));
  expect(selections.at(-1)).toEqual({ anchor: 9, head: 9 });
});

test('a selection elsewhere on the page is not told', () => {
  area.blur();
  const told = selections.length;
  document.dispatchEvent(new Event('selectionchange'));
  expect(selections).toHaveLength(told);
});

test('undo is the text’s: it takes back own edits only', () => {
  type(7, 0, '!');
  foreign(() => text.insert(0, 'zero '));
  area.dispatchEvent(new KeyboardEvent('keydown', { key: 'z', ctrlKey: true, cancelable: true }));
  expect(text.toJSON()).toBe('zero one two');
  expect(area.value).toBe('zero one two');
  area.dispatchEvent(new InputEvent('beforeinput', { inputType: 'historyRedo', cancelable: true }));
  expect(area.value).toBe('zero one two!');
});

test('C1: half a character becomes what the others read in its place, and harms no whole one', () => {
  start('ab🙂');
  const other = new Y.Doc({ gc: false });
  Y.applyUpdate(other, Y.encodeStateAsUpdate(doc));
  doc.on('update', (update: Uint8Array) => Y.applyUpdate(other, update));
  type(3, 1, '');
  expect(area.value).toBe('ab\uFFFD');
  type(3, 0, '🙂');
  type(1, 2, '');
  expect(area.value).toBe('a🙂');
  expect(text.toJSON()).toBe('a🙂');
  expect(other.getText('file:main').toJSON()).toBe('a🙂');
});

test('C1: whatever is typed here and elsewhere, field and text are equal', () => {
  const step = fc.record({
    isForeign: fc.boolean(),
    at: fc.nat({ max: 30 }),
    remove: fc.nat({ max: 5 }),
    insert: fc.constantFrom('', 'a', 'b\n', '🙂', 'ab'),
  });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
      start('aabba\nabab');
      const other = new Y.Doc({ gc: false });
      Y.applyUpdate(other, Y.encodeStateAsUpdate(doc));
      doc.on('update', (update: Uint8Array) => Y.applyUpdate(other, update));
      for (const { isForeign, at, remove, insert } of steps) {
        const from = Math.min(at, text.length);
        const length = Math.min(remove, text.length - from);
        const [before, after] = [area.value.slice(0, from), area.value.slice(from + length)];
        const expected = before + insert + after;
        // Two halves that a foreign deletion brings together are no character to Yjs.
        const isWhole = !/\p{Surrogate}/u.test(isForeign ? `${before} ${after}` : expected);
        if (isForeign) {
          foreign(() => {
            text.delete(from, length);
            text.insert(from, insert);
          });
        } else {
          type(from, length, insert);
        }
        expect(area.value).toBe(text.toJSON());
        expect(other.getText('file:main').toJSON()).toBe(text.toJSON());
        if (isWhole) expect(area.value).toBe(expected);
      }
    }),
  );
});
