import { expect, test } from 'vitest';
import { problemsAfter } from './runMarkers.ts';

const at = (...lines: number[]) =>
  lines.map((line) => ({ line, column: null, severity: 'error' as const, message: 'm' }));
const change = (from: [number, number], to: [number, number], text: string) => ({
  range: { startLineNumber: from[0], startColumn: from[1], endLineNumber: to[0], endColumn: to[1] },
  text,
});
const linesAfter = (lines: number[], ...changes: ReturnType<typeof change>[]) =>
  problemsAfter(at(...lines), changes).map(({ line }) => line);

test('an edited line loses its problem, the others keep theirs', () => {
  expect(linesAfter([1, 2, 3], change([2, 4], [2, 4], 'x'))).toEqual([1, 3]);
});

test('lines put in above move what is below', () => {
  expect(linesAfter([1, 3], change([2, 1], [2, 1], 'a\nb\n'))).toEqual([1, 5]);
  expect(linesAfter([3], change([3, 1], [3, 1], 'a\n'))).toEqual([4]);
});

test('a new line in the middle of one drops it and moves the next', () => {
  expect(linesAfter([2, 3], change([2, 3], [2, 3], '\n'))).toEqual([4]);
});

test('deleted lines take their problems along', () => {
  expect(linesAfter([1, 2, 3, 4], change([2, 1], [4, 1], ''))).toEqual([1, 2]);
});

test('several changes at once each count from the text before them', () => {
  expect(linesAfter([1, 5, 9], change([2, 1], [2, 1], 'a\n'), change([7, 1], [8, 1], ''))).toEqual([1, 6, 9]);
});
