import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { OutputEvent } from '../../realtime/protocol.ts';
import { LiveOutput } from './liveOutput.ts';

const piece = (seq: number, text: string, stream: OutputEvent['stream'] = 'stdout'): OutputEvent => ({
  runId: 'r',
  seq,
  stream,
  text,
});

test('doubled pieces are printed once', () => {
  const live = new LiveOutput();
  expect(live.add(piece(1, 'a'))).toBe(true);
  expect(live.add(piece(1, 'a'))).toBe(false);
  expect(live.printed.stdout).toBe('a');
});

test('a piece waits for the one before it', () => {
  const live = new LiveOutput();
  live.add(piece(1, 'a'));
  expect(live.add(piece(3, 'c'))).toBe(false);
  expect(live.add(piece(2, 'b'))).toBe(true);
  expect(live.printed.stdout).toBe('abc');
});

test('the first two may change places', () => {
  const live = new LiveOutput();
  live.add(piece(2, 'b'));
  live.add(piece(1, 'a'));
  expect(live.printed.stdout).toBe('ab');
});

test('streams are kept apart', () => {
  const live = new LiveOutput();
  live.add(piece(1, 'out'));
  live.add(piece(2, 'err', 'stderr'));
  live.add(piece(3, 'warning', 'compile'));
  expect(live.printed).toEqual({ stdout: 'out', stderr: 'err', compile: 'warning', input: '' });
});

test('a page that came late shows what comes from then on', () => {
  const live = new LiveOutput();
  live.add(piece(7, 'g'));
  live.add(piece(8, 'h'));
  expect(live.printed.stdout).toBe('gh');
});

test('after the first piece any order with doubles prints the same', () => {
  const rest = [2, 3, 4, 5, 6];
  fc.assert(
    fc.property(fc.shuffledSubarray([...rest, ...rest], { minLength: 10, maxLength: 10 }), (order) => {
      const live = new LiveOutput();
      for (const seq of [1, ...order]) live.add(piece(seq, String(seq)));
      expect(live.printed.stdout).toBe('123456');
    }),
  );
});
