import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { OutputEvent } from '../../realtime/protocol.ts';
import { LiveOutput, textOf, withNames } from './liveOutput.ts';

const piece = (seq: number, text: string, stream: OutputEvent['stream'] = 'stdout'): OutputEvent => ({
  runId: 'r',
  seq,
  stream,
  text,
});

test('doubled pieces are printed once', () => {
  const live = new LiveOutput(0);
  expect(live.add(piece(1, 'a'))).toBe(true);
  expect(live.add(piece(1, 'a'))).toBe(false);
  expect(live.transcript).toEqual([{ stream: 'stdout', text: 'a' }]);
});

test('a piece waits for the one before it', () => {
  const live = new LiveOutput(0);
  live.add(piece(1, 'a'));
  expect(live.add(piece(3, 'c'))).toBe(false);
  expect(live.hasGap).toBe(true);
  expect(live.add(piece(2, 'b'))).toBe(true);
  expect(live.hasGap).toBe(false);
  expect(textOf(live.transcript, 'stdout')).toBe('abc');
});

test('what is printed and what is typed keep their order', () => {
  const live = new LiveOutput(0);
  live.add(piece(1, 'Guess: '));
  live.add(piece(2, '5\n', 'input'));
  live.add(piece(3, 'low\n'));
  live.add(piece(4, 'Guess: '));
  expect(live.transcript).toEqual([
    { stream: 'stdout', text: 'Guess: ' },
    { stream: 'input', text: '5\n' },
    { stream: 'stdout', text: 'low\nGuess: ' },
  ]);
});

test('what two people typed stays apart, and is named where the typist changes', () => {
  const live = new LiveOutput(0);
  live.add({ ...piece(1, '5\n', 'input'), by: 'ada' });
  live.add({ ...piece(2, '6', 'input'), by: 'grace' });
  live.add({ ...piece(3, '7\n', 'input'), by: 'grace' });
  live.add(piece(4, 'low\n'));
  live.add({ ...piece(5, '8\n', 'input'), by: 'grace' });
  live.add({ ...piece(6, '9\n', 'input'), by: 'ada' });
  const named = withNames(live.transcript, 'ada', (id) => id.toUpperCase());
  expect(named.map((segment) => segment.text)).toEqual(['5\n', 'GRACE › 67\n', 'low\n', '8\n', 'ADA › 9\n']);
});

test('a page that came late holds what comes until it knows what was before', () => {
  const live = new LiveOutput(null);
  expect(live.add(piece(7, 'g'))).toBe(false);
  live.add(piece(8, 'h'));
  expect(live.catchUp(7, [{ stream: 'stdout', text: 'abcdefg' }])).toBe(true);
  expect(textOf(live.transcript, 'stdout')).toBe('abcdefgh');
});

test('an old answer takes nothing back', () => {
  const live = new LiveOutput(0);
  live.add(piece(1, 'a'));
  live.add(piece(2, 'b'));
  expect(live.catchUp(1, [{ stream: 'stdout', text: 'a' }])).toBe(false);
  expect(textOf(live.transcript, 'stdout')).toBe('ab');
});

test('a new attempt begins with nothing printed', () => {
  const live = new LiveOutput(0);
  live.add(piece(1, 'first try'));
  live.add(piece(1_000_001, 'second try'));
  expect(live.catchUp(1_000_000, [])).toBe(true);
  expect(textOf(live.transcript, 'stdout')).toBe('second try');
});

test('any order with doubles, and an answer in between, print the same', () => {
  const all = [1, 2, 3, 4, 5, 6];
  fc.assert(
    fc.property(
      fc.shuffledSubarray([...all, ...all], { minLength: 12, maxLength: 12 }),
      fc.nat({ max: 6 }),
      fc.nat({ max: 12 }),
      (order, upTo, when) => {
        const live = new LiveOutput(0);
        order.forEach((seq, at) => {
          if (at === when) live.catchUp(upTo, [{ stream: 'stdout', text: '123456'.slice(0, upTo) }]);
          live.add(piece(seq, String(seq)));
        });
        expect(textOf(live.transcript, 'stdout')).toBe('123456');
      },
    ),
  );
});
