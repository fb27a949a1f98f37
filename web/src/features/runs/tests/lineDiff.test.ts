import fc from 'fast-check';
import { expect, test } from 'vitest';
import { lineDiff } from './lineDiff.ts';

const short = (expected: string, actual: string) =>
  lineDiff(expected, actual).map(({ kind, text }) => ({ same: ' ', missing: '-', extra: '+' })[kind] + text);

test.each([
  ['a\nb\n', 'a\nb\n', [' a', ' b']],
  ['a\nb\nc\n', 'a\nx\nc\n', [' a', '-b', '+x', ' c']],
  ['a\n', '', ['-a']],
  ['', 'a\n', ['+a']],
  ['a\nc\n', 'a\nb\nc\n', [' a', '+b', ' c']],
  ['a ', 'a', ['-a ', '+a']],
  ['a\n\n', 'a\n', [' a', '-']],
])('%j against %j', (expected, actual, lines) => {
  expect(short(expected, actual)).toEqual(lines);
});

test('what is the same and missing makes the expected text, the same and extra the printed one', () => {
  const text = fc
    .array(fc.constantFrom('a', 'b', '', 'c '))
    .map((lines) => lines.map((line) => `${line}\n`).join(''));
  fc.assert(
    fc.property(text, text, (expected, actual) => {
      const lines = lineDiff(expected, actual);
      const without = (kind: string) =>
        lines
          .filter((line) => line.kind !== kind)
          .map((line) => `${line.text}\n`)
          .join('');
      expect(without('extra')).toBe(expected);
      expect(without('missing')).toBe(actual);
    }),
  );
});

test('a thousand lines that all differ are told at once', () => {
  const many = (word: string) => Array.from({ length: 1100 }, (_, at) => `${word}${at}`).join('\n');
  expect(lineDiff(many('a'), many('b'))).toHaveLength(2200);
});
