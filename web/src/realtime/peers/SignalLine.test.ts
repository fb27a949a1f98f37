// @vitest-environment node
import { beforeEach, expect, test, vi } from 'vitest';
import { Problem } from '../http.ts';
import { TestClock } from '../testing/TestClock.ts';
import { SignalLine } from './SignalLine.ts';
import { parseSignal, type SignalItem, type SignalMessage } from './signals.ts';

beforeEach(() => void vi.spyOn(console, 'debug').mockReturnValue());

const item = (text: string): SignalItem => ({ candidate: { candidate: text } });
const textOf = (one: SignalItem): string => ('candidate' in one ? (one.candidate.candidate ?? '') : '');

/** Mulberry32: the same numbers for the same seed. */
function numbersFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

interface End {
  line: SignalLine;
  heard: string[];
  generations: number[];
}

/** Two lines with a way between them that may do anything to a signal but alter it. */
function openPair(random: () => number, fate: (data: string, deliver: () => void) => Promise<void>) {
  const clock = new TestClock();
  const ends: End[] = [];
  for (const index of [0, 1]) {
    const heard: string[] = [];
    const generations: number[] = [];
    const line = new SignalLine({
      clock,
      random,
      send: (data) => fate(data, () => ends[1 - index]?.line.receive(data)),
      onItem: (one) => heard.push(textOf(one)),
      onGeneration: (generation) => {
        generations.push(generation);
        heard.length = 0;
      },
    });
    line.begin(1);
    ends.push({ line, heard, generations });
  }
  const [a, b] = ends as [End, End];
  return { clock, a, b };
}

const seeds = Array.from({ length: 60 }, (_, seed) => seed);
test.each(seeds)(
  'every item arrives once and in order over a way that loses, doubles and swaps (seed %i)',
  async (seed) => {
    const random = numbersFrom(seed);
    const wire: { clock?: TestClock } = {};
    const { clock, a, b } = openPair(random, (_data, deliver) => {
      const copies = random() < 0.35 ? 0 : random() < 0.3 ? 2 : 1;
      for (let copy = 0; copy < copies; copy++) wire.clock?.after(random() * 3000, deliver);
      // Not even the answer to the sender says whether it arrived.
      return random() < 0.2
        ? Promise.reject(new Problem(0, 'NO_ANSWER', 'The answer was lost.'))
        : Promise.resolve();
    });
    wire.clock = clock;
    const sent = { a: [] as string[], b: [] as string[] };
    for (let i = 0; i < 30; i++) {
      const name = random() < 0.5 ? 'a' : 'b';
      sent[name].push(`${name}${i}`);
      (name === 'a' ? a : b).line.push(item(`${name}${i}`));
      await clock.pass(random() * 400);
    }
    await clock.pass(120_000);
    expect(b.heard).toEqual(sent.a);
    expect(a.heard).toEqual(sent.b);
  },
);

test('a line goes quiet once everything is received', async () => {
  let count = 0;
  const { clock, a, b } = openPair(
    () => 0.5,
    (_data, deliver) => {
      count++;
      deliver();
      return Promise.resolve();
    },
  );
  for (let i = 0; i < 5; i++) a.line.push(item(`a${i}`));
  await clock.pass(60_000);
  expect(b.heard).toHaveLength(5);
  expect(count).toBe(2); // One message with all of it, and its receipt.
});

test('what is not received is sent again after 1, 2, 4 and then every 8 seconds, and at once when the other page asks', async () => {
  const at: number[] = [];
  let isDown = true;
  const { clock, a, b } = openPair(
    () => 0.5,
    (_data, deliver) => {
      if (isDown) at.push(clock.now());
      else deliver();
      return Promise.resolve();
    },
  );
  a.line.push(item('offer'));
  await clock.pass(32_000);
  expect(at.map((time) => time - 15)).toEqual([0, 1000, 3000, 7000, 15_000, 23_000, 31_000]);
  isDown = false;
  b.line.ask();
  await clock.pass(10);
  expect(b.heard).toEqual(['offer']);
});

test('a flood is slowed down as the server says', async () => {
  const at: number[] = [];
  const { clock, a } = openPair(
    () => 0.5,
    () => {
      at.push(clock.now());
      return Promise.reject(new Problem(429, 'RATE_LIMITED', 'Slower.', { retryAfterMs: 5000 }));
    },
  );
  a.line.push(item('offer'));
  await clock.pass(6000);
  expect(at).toEqual([15, 5015]);
});

test('a newer generation takes over on both sides and nothing older is heard any more', async () => {
  const held: (() => void)[] = [];
  let holds = true;
  const { clock, a, b } = openPair(
    () => 0.5,
    (_data, deliver) => {
      if (holds) held.push(deliver);
      else deliver();
      return Promise.resolve();
    },
  );
  a.line.push(item('old'));
  await clock.pass(20);
  holds = false;
  a.line.begin(2);
  a.line.push(item('new'));
  await clock.pass(20);
  expect(b.generations).toEqual([2]);
  for (const deliver of held) deliver();
  await clock.pass(20_000);
  expect(b.heard).toEqual(['new']);
  expect(b.line.generation).toBe(2);

  // Who speaks of an older one is told.
  b.line.begin(3);
  a.line.push(item('of two'));
  await clock.pass(1000);
  expect(a.line.generation).toBe(3);
  expect(b.heard).toEqual(['new']);
});

test('garbage changes nothing', () => {
  const good: SignalMessage = { generation: 1, first: 1, items: [item('x')], ack: 0, ask: false };
  expect(parseSignal(JSON.stringify(good))).toEqual(good);
  const bad: unknown[] = [
    null,
    7,
    [],
    { ...good, generation: -1 },
    { ...good, generation: 1.5 },
    { ...good, first: '1' },
    { ...good, items: {} },
    { ...good, items: [{}] },
    { ...good, items: [{ description: { type: 'rollback', sdp: '' } }] },
    { ...good, items: [{ description: { type: 'offer' } }] },
    { ...good, items: Array.from({ length: 501 }, () => item('x')) },
  ];
  for (const value of bad) expect(parseSignal(JSON.stringify(value)), JSON.stringify(value)).toBeNull();
  expect(parseSignal('{')).toBeNull();
});
