// @vitest-environment node
import { beforeEach, expect, test, vi } from 'vitest';
import { seedText } from './testing/StandInServer.ts';
import { openTwo, textOf, type } from './testing/TestPage.ts';

beforeEach(() => void vi.spyOn(console, 'debug').mockReturnValue());

test('C1: a lost event is read from the log once its gap is a second old', async () => {
  const { server, a, b, clock, browserB } = await openTwo();
  const reads: string[] = [];
  browserB.network = (send, url, init) => {
    if (url.includes('after=')) reads.push(url);
    return send(url, init);
  };
  const broadcast = server.broadcast.bind(server);
  const losing = vi.spyOn(server, 'broadcast').mockReturnValue();
  type(a, 0, '1');
  await clock.pass(0);
  losing.mockRestore();
  server.broadcast = broadcast;
  type(a, 0, '2');
  await clock.pass(900);
  expect(reads).toEqual([]);
  await clock.pass(200);
  expect(reads.filter((url) => url.includes('/docs/'))).toHaveLength(1);
  expect(textOf(b)).toBe(textOf(a));
});

test('C1: the heartbeat tells of a lost last event', async () => {
  const { server, a, b, clock } = await openTwo();
  const losing = vi.spyOn(server, 'broadcast').mockReturnValue();
  type(a, 0, '1');
  await clock.pass(0);
  losing.mockRestore();
  expect(textOf(b)).toBe(seedText);
  await clock.pass(12_000);
  expect(textOf(b)).toBe(textOf(a));
});

test('C1: without any hub the pages still converge', async () => {
  const { browserA, browserB, a, b, clock } = await openTwo();
  for (const browser of [browserA, browserB]) {
    browser.hubIsUp = false;
    browser.disconnect();
  }
  await clock.pass(100);
  expect(a.state.getSnapshot().phase.name).toBe('offline');
  type(a, 0, 'a');
  type(b, 0, 'b');
  await clock.pass(25_000);
  expect(textOf(a)).toBe(textOf(b));
  expect(textOf(a)).toHaveLength(seedText.length + 2);
});

test('an entry that throws is left out, reported, and the page goes on', async () => {
  vi.spyOn(console, 'warn').mockReturnValue();
  const { server, a, b, clock } = await openTwo();
  type(b, 0, 'before ');
  await clock.pass(0);
  const rebuilt = vi.fn();
  a.document('code').onRebuilt(rebuilt);
  server.append(99, [{ deltaMs: 0, update: new Uint8Array([1, 1, 99, 0, 255, 255, 255]) }]);
  await clock.pass(2000);
  expect(rebuilt).toHaveBeenCalledOnce();
  expect(server.reports).toContain(server.log.length);
  type(a, 0, 'after ');
  type(b, 0, 'also ');
  await clock.pass(2000);
  expect(textOf(a)).toBe(textOf(b));
  expect(textOf(a)).toContain('before ');
  expect(textOf(a)).toContain('after ');
  expect(textOf(a)).toContain('also ');
});
