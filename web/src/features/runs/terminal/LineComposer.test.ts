import { expect, test } from 'vitest';
import { LineComposer, type Composed } from './LineComposer.ts';

function typed(...data: string[]): { composer: LineComposer; last: Composed } {
  const composer = new LineComposer();
  let last: Composed = { kind: 'nothing' };
  for (const one of data) last = composer.take(one);
  return { composer, last };
}

test('nothing goes to the program before Enter, then the whole line', () => {
  const { composer, last } = typed('4', '2');
  expect(last).toEqual({ kind: 'edited' });
  expect(composer.take('\r')).toEqual({ kind: 'lines', text: '42\n' });
  expect(composer.line).toBe('');
});

test('an empty line is a line', () => {
  expect(typed('\r').last).toEqual({ kind: 'lines', text: '\n' });
});

test('of several pasted lines the last stays to be finished, whatever ends them', () => {
  const { composer, last } = typed('\x1b[200~one\r\ntwo\rthree\x1b[201~');
  expect(last).toEqual({ kind: 'lines', text: 'one\ntwo\n' });
  expect(composer.line).toBe('three');
});

test('a paste in the middle of a line goes where the cursor is', () => {
  const { composer, last } = typed('ad', '\x1b[D', 'b\nc');
  expect(last).toEqual({ kind: 'lines', text: 'ab\n' });
  expect(composer.parts).toEqual(['c', 'd']);
});

test.each<[string[], string, string]>([
  [['a😀', '\x7f'], 'a', ''],
  [['e\u0301x', '\x1b[D', '\x7f'], '', 'x'],
  [['one two', '\x17'], 'one ', ''],
  [['one two', '\x1b[D', '\x15'], '', 'o'],
  [['one', '\x01', '\x1b[C', '\x0b'], 'o', ''],
  [['one', '\x1b[H', '\x1b[3~'], '', 'ne'],
  [['one', '\x1b[H', '\x1b[F', 's'], 'ones', ''],
  [['a\x00b\x07'], 'ab', ''],
  [['a', '\x1b[15~'], 'a', ''],
])('%j edits to %j|%j', (data, before, after) => {
  expect(typed(...data).composer.parts).toEqual([before, after]);
});

test('Ctrl+D ends the input on an empty line, and deletes on any other', () => {
  expect(typed('\x04').last).toEqual({ kind: 'end' });
  const { composer, last } = typed('ab', '\x01', '\x04');
  expect(last).toEqual({ kind: 'edited' });
  expect(composer.line).toBe('b');
});

test('Ctrl+C stops and drops the line', () => {
  const { composer, last } = typed('abc', '\x03');
  expect(last).toEqual({ kind: 'stop' });
  expect(composer.line).toBe('');
});

test('earlier lines come back, and so does the one that was begun', () => {
  const { composer } = typed('first', '\r', 'second', '\r', 'beg');
  composer.take('\x1b[A');
  expect(composer.line).toBe('second');
  composer.take('\x1b[A');
  composer.take('\x1b[A');
  expect(composer.line).toBe('first');
  composer.take('\x1b[B');
  composer.take('\x1b[B');
  expect(composer.line).toBe('beg');
});
