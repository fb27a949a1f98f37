import fc from 'fast-check';
import { expect, test } from 'vitest';
import { styled, unstyled } from './ansi.ts';
import { piecesOf } from './Printed.tsx';

test('colours become looks, resets end them', () => {
  expect(styled('a\x1b[1;31mred\x1b[0m \x1b[92mgreen\x1b[39m.')).toEqual([
    { text: 'a', look: '' },
    { text: 'red', look: 'ansi-red font-bold' },
    { text: ' ', look: '' },
    { text: 'green', look: 'ansi-green' },
    { text: '.', look: '' },
  ]);
});

test.each([
  ['\x1b[2J\x1b[Hcleared', 'cleared'],
  ['\x1b]0;a title\x07text', 'text'],
  ['\x1b[38;5;196mx\x1b[38;2;1;2;3my', 'xy'],
  [' 10%\r 50%\r100%\n', '100%\n'],
  ['dos\r\nlines\r\n', 'dos\nlines\n'],
  ['bell\x07 null\x00', 'bell null'],
])('%j reads %j', (printed, read) => {
  expect(unstyled(printed)).toBe(read);
  expect(
    styled(printed)
      .map(({ text }) => text)
      .join(''),
  ).toBe(read);
});

test('styled and unstyled agree on every text', () => {
  const noise = fc.array(
    fc.constantFrom('a', ' ', '\n', '\r', '\x1b[31m', '\x1b[0m', '\x1b[K', '\x1b', '[', '3', 'm', '\x08'),
  );
  fc.assert(
    fc.property(noise, (pieces) => {
      const printed = pieces.join('');
      expect(
        styled(printed)
          .map(({ text }) => text)
          .join(''),
      ).toBe(unstyled(printed));
    }),
  );
});

test('a place is cut out of whatever looks it spans', () => {
  const place = {
    path: 'a',
    line: 1,
    column: null,
    severity: 'error',
    message: '',
    from: 1,
    to: 5,
  } as const;
  expect(
    piecesOf(
      [
        { text: 'abc', look: '' },
        { text: 'def', look: 'font-bold' },
      ],
      [place],
    ).map(({ text, look, place: at }) => [text, look, at !== null]),
  ).toEqual([
    ['a', '', false],
    ['bc', '', true],
    ['de', 'font-bold', true],
    ['f', 'font-bold', false],
  ]);
});
