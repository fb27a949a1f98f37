import { expect, test } from 'vitest';
import { loudest } from './Loudness.ts';

/** A tone of 20 ms at full strength, somewhere in 170 ms of silence at 48,000 samples a second. */
function beepAt(from: number): Float32Array {
  const samples = new Float32Array(8192);
  for (let i = 0; i < 960; i++) samples[from + i] = Math.sin((i * 2 * Math.PI * 500) / 48_000);
  return samples;
}

test.each([0, 700, 3000, 7232])(
  'a sound that is over before the level is read is heard: at sample %i',
  (from) => {
    expect(loudest(beepAt(from))).toBeGreaterThan(0.4);
  },
);

test('silence is none', () => {
  expect(loudest(new Float32Array(8192))).toBe(0);
});

test('a steady tone is as loud as its samples', () => {
  const samples = Float32Array.from(
    { length: 8192 },
    (_, i) => Math.sin((i * 2 * Math.PI * 480) / 48_000) / 2,
  );
  expect(loudest(samples)).toBeCloseTo(0.5 / Math.SQRT2, 1);
});
