import { expect, test } from 'vitest';
import {
  cameraLadder,
  nextStep,
  screenLadder,
  shareOf,
  soundLadder,
  topRung,
  type PathSample,
  type Rung,
} from './adaptation.ts';

const fine: PathSample = { loss: 0, rttMs: 30, availableBitrate: 2_000_000, limitedBy: 'none' };
const lossy: PathSample = { ...fine, loss: 0.2 };

function after(samples: readonly PathSample[], from: Rung = topRung): Rung {
  return samples.reduce((rung, sample) => nextStep(sample, rung), from);
}

const times = (count: number, sample: PathSample) => Array.from({ length: count }, () => sample);

test('one bad look changes nothing, two in a row take a rung', () => {
  expect(after([lossy]).step).toBe(0);
  expect(after([lossy, fine, lossy]).step).toBe(0);
  expect(after([lossy, lossy]).step).toBe(1);
});

test('size and rate go first, then the camera, sound last, and then it stays', () => {
  const steps = [];
  let rung = topRung;
  for (let look = 0; look < 20; look++) {
    rung = nextStep(lossy, rung);
    steps.push(rung.step);
  }
  expect(steps.at(-1)).toBe(cameraLadder.length - 1);
  expect([...steps].sort((a, b) => a - b)).toEqual(steps);
  const sizes = cameraLadder.map((one) => (one === null ? 0 : one.bitrate));
  expect([...sizes].sort((a, b) => b - a)).toEqual(sizes);
  expect(soundLadder[cameraLadder.indexOf(null) - 1]).toBe(soundLadder[0]);
  expect(soundLadder.at(-1)).toBeLessThan(soundLadder[0] ?? 0);
  expect(screenLadder).toHaveLength(cameraLadder.length);
  expect(soundLadder).toHaveLength(cameraLadder.length);
});

test('it recovers one rung at a time, more slowly than it fell', () => {
  const down = after(times(4, lossy));
  expect(down.step).toBe(2);
  let looks = 0;
  let rung = down;
  while (rung.step === 2) {
    rung = nextStep(fine, rung);
    looks++;
  }
  expect(rung.step).toBe(1);
  expect(looks).toBeGreaterThan(4);
});

test('a rung that does not hold is tried less and less often', () => {
  let rung = after(times(2, lossy));
  const waits = [];
  for (let round = 0; round < 3; round++) {
    let looks = 0;
    while (rung.step === 1) {
      rung = nextStep(fine, rung);
      looks++;
    }
    waits.push(looks);
    rung = after([fine, lossy, lossy], rung);
  }
  expect(waits[1]).toBeGreaterThan(waits[0] ?? 0);
  expect(waits[2]).toBeGreaterThan(waits[1] ?? 0);
});

test('a slow machine loses size and rate, never the picture', () => {
  const slow: PathSample = { ...fine, limitedBy: 'cpu' };
  expect(after(times(40, slow)).step).toBe(3);
});

test('a far way, over a satellite, keeps a small picture', () => {
  expect(after(times(40, { ...fine, rttMs: 900 })).step).toBe(3);
});

test('a guess that is low because little is sent is no reason', () => {
  expect(after(times(10, { ...fine, availableBitrate: 200_000 })).step).toBe(0);
  expect(after(times(2, { ...fine, availableBitrate: 200_000, limitedBy: 'bandwidth' })).step).toBe(1);
});

test('nothing known is neither good nor bad', () => {
  const unknown: PathSample = { loss: null, rttMs: null, availableBitrate: null, limitedBy: 'none' };
  expect(after(times(20, unknown))).toEqual(topRung);
  const low = { ...topRung, step: 4 };
  expect(after(times(20, unknown), low).step).toBe(4);
});

test('without a picture a quiet way is enough to try one again', () => {
  const low = { ...topRung, step: 5 };
  expect(after(times(5, { ...fine, availableBitrate: 40_000 }), low).step).toBe(4);
});

test('the uplink is shared out among those who get a picture', () => {
  const rung = cameraLadder[0];
  if (rung == null) throw new Error('the top rung has a picture');
  expect(shareOf('camera', rung, 1)).toBe(600_000);
  expect(shareOf('camera', rung, 3)).toBe(400_000);
});
