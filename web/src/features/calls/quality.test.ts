import { expect, test } from 'vitest';
import { PathReader, type PathFigures } from './pathFigures.ts';
import { judge } from './quality.ts';

const calm: PathFigures = {
  sending: { loss: 0, rttMs: 20, availableBitrate: 1_000_000, limitedBy: 'none' },
  loss: 0,
  rttMs: 20,
  soundKbps: 30,
  pictureKbps: 400,
  framesPerSecond: 24,
};
const around = {
  name: 'Ada',
  connection: 'direct' as const,
  figures: calm,
  theirPictureHeld: false,
  ownPictureHeld: false,
};

test('a bad way is said in a sentence, a good one is not', () => {
  expect(judge(around)).toEqual({ quality: 'good', sentence: null });
  expect(judge({ ...around, figures: { ...calm, loss: 0.12 } }).sentence).toContain('12 %');
  expect(judge({ ...around, figures: { ...calm, rttMs: 900 } }).sentence).toContain('900 ms');
  expect(judge({ ...around, connection: 'down' })).toMatchObject({ quality: 'bad' });
  expect(judge({ ...around, theirPictureHeld: true }).sentence).toContain('Ada’s picture');
  expect(judge({ ...around, figures: { ...calm, rttMs: 300 } })).toEqual({ quality: 'fair', sentence: null });
  expect(judge({ ...around, figures: null }).quality).toBe('unknown');
});

function report(packets: number, lost: number, bytes: number, frames: number): [string, unknown][] {
  return [
    [
      'a',
      {
        type: 'inbound-rtp',
        kind: 'audio',
        packetsReceived: packets,
        packetsLost: lost,
        bytesReceived: 1000,
      },
    ],
    ['v', { type: 'inbound-rtp', kind: 'video', bytesReceived: bytes, framesDecoded: frames }],
    ['r', { type: 'remote-inbound-rtp', fractionLost: 0.1, roundTripTime: 0.05 }],
    ['o', { type: 'outbound-rtp', kind: 'video', qualityLimitationReason: 'bandwidth' }],
    ['x', { type: 'candidate-pair', nominated: false, state: 'succeeded', availableOutgoingBitrate: 1 }],
    [
      'p',
      {
        type: 'candidate-pair',
        nominated: true,
        state: 'succeeded',
        availableOutgoingBitrate: 90_000,
        currentRoundTripTime: 0.04,
      },
    ],
  ];
}

test('rates come from two reports', () => {
  const reader = new PathReader();
  expect(reader.read(report(100, 0, 0, 0), 1000)).toBeNull();
  const figures = reader.read(report(190, 10, 25_000, 30), 3000);
  expect(figures).toMatchObject({
    loss: 0.1,
    rttMs: 40,
    pictureKbps: 100,
    framesPerSecond: 15,
    sending: { loss: 0.1, rttMs: 50, availableBitrate: 90_000, limitedBy: 'bandwidth' },
  });
});

test('counters that start anew are a new connection', () => {
  const reader = new PathReader();
  reader.read(report(500, 0, 0, 0), 1000);
  expect(reader.read(report(10, 0, 0, 0), 3000)).toBeNull();
  expect(reader.read(report(20, 0, 0, 0), 5000)).toMatchObject({ loss: 0 });
});
