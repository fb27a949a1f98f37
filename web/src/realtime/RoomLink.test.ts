// @vitest-environment node
import { beforeEach, expect, test, vi } from 'vitest';
import { Problem } from './http.ts';
import { enterRoom, storedSeat } from './enterRoom.ts';
import type { RoomLink } from './RoomLink.ts';
import { seedText, StandInServer } from './testing/StandInServer.ts';
import { TestBrowser } from './testing/TestPage.ts';

beforeEach(() => void vi.spyOn(console, 'debug').mockReturnValue());

const phaseOf = (link: RoomLink) => link.state.getSnapshot().phase.name;
const textOf = (link: RoomLink) => link.document('code').doc.getText('file:main').toJSON();

async function openPage(browser: TestBrowser, name?: string): Promise<RoomLink> {
  const link = await browser.open(name);
  await browser.clock.pass(0);
  return link;
}

test('R4: a reload returns to the same seat', async () => {
  const browser = new TestBrowser(new StandInServer());
  const first = await openPage(browser);
  await first.dispose();
  const second = await openPage(browser);
  expect(second.state.getSnapshot().me.id).toBe(first.state.getSnapshot().me.id);
  expect(second.state.getSnapshot().participants).toHaveLength(1);
});

test('leaving forgets the seat and what was not sent', async () => {
  const browser = new TestBrowser(new StandInServer());
  const link = await openPage(browser);
  expect(storedSeat('r1', browser.environment)?.participant.name).toBe('Ada');
  await link.leave();
  expect(storedSeat('r1', browser.environment)).toBeNull();
});

test('the newest tab wins; the older one stops and comes back only by “use here”, with what it had not sent', async () => {
  const server = new StandInServer();
  const browser = new TestBrowser(server);
  const older = await openPage(browser);
  await older.document('code').whenLoaded;
  const newer = await openPage(browser);
  await newer.document('code').whenLoaded;
  expect(phaseOf(older)).toBe('superseded');
  expect(older.document('code').status.getSnapshot().phase).toBe('stopped');
  await browser.clock.pass(60_000);
  expect(phaseOf(older)).toBe('superseded');
  expect(phaseOf(newer)).toBe('online');

  newer.document('code').doc.getText('file:main').insert(0, 'while away ');
  await browser.clock.pass(100);
  await older.useHere();
  await browser.clock.pass(100);
  expect(phaseOf(older)).toBe('online');
  expect(phaseOf(newer)).toBe('superseded');
  expect(textOf(older)).toBe(`while away ${seedText}`);
  older.document('code').doc.getText('file:main').insert(0, 'here ');
  await browser.clock.pass(100);
  expect(server.truth.getText('file:main').toJSON()).toBe(`here while away ${seedText}`);
});

test('C2: edits on the way when another tab took over are sent by that tab', async () => {
  const server = new StandInServer();
  const browser = new TestBrowser(server);
  const older = await openPage(browser);
  await older.document('code').whenLoaded;
  browser.network = (send, url, init) =>
    url.includes('/updates') ? Promise.reject(new TypeError('offline')) : send(url, init);
  older.document('code').doc.getText('file:main').insert(0, 'on the way ');
  await browser.clock.pass(10);
  browser.network = (send, ...call) => send(...call);
  const newer = await openPage(browser);
  await newer.document('code').whenLoaded;
  expect(textOf(newer)).toBe(`on the way ${seedText}`);
  await older.useHere();
  await browser.clock.pass(100);
  expect(textOf(older)).toBe(`on the way ${seedText}`);
  expect(server.truth.getText('file:main').toJSON()).toBe(`on the way ${seedText}`);
});

test('C2: “use here” also brings what the other tab had not sent', async () => {
  const server = new StandInServer();
  const browser = new TestBrowser(server);
  const older = await openPage(browser);
  await older.document('code').whenLoaded;
  const newer = await openPage(browser);
  await newer.document('code').whenLoaded;
  browser.network = (send, url, init) =>
    url.includes('/updates') ? Promise.reject(new TypeError('offline')) : send(url, init);
  newer.document('code').doc.getText('file:main').insert(0, 'unsent ');
  await browser.clock.pass(10);
  browser.network = (send, ...call) => send(...call);
  await older.useHere();
  await browser.clock.pass(1000);
  expect(textOf(older)).toBe(`unsent ${seedText}`);
  expect(server.truth.getText('file:main').toJSON()).toBe(`unsent ${seedText}`);
});

test('a broken connection comes back by itself, with growing waits, and at once when the network wakes', async () => {
  const browser = new TestBrowser(new StandInServer());
  const link = await openPage(browser);
  const resync = vi.fn();
  link.on('resync', resync);
  browser.hubIsUp = false;
  browser.disconnect();
  await browser.clock.pass(0);
  const waits: number[] = [];
  for (let i = 0; i < 7; i++) {
    const { phase } = link.state.getSnapshot();
    if (phase.name !== 'offline') throw new Error(`Expected offline, not ${phase.name}.`);
    waits.push(phase.reconnectAt - browser.clock.now());
    await browser.clock.pass(phase.reconnectAt - browser.clock.now());
  }
  expect(waits).toEqual([300, 600, 1200, 2400, 4800, 9000, 9000]);
  browser.hubIsUp = true;
  browser.wake();
  await browser.clock.pass(0);
  expect(phaseOf(link)).toBe('online');
  expect(resync).toHaveBeenCalledOnce();
});

/** A page that the server made the newest without the page hearing of it. */
async function openWithLostJoin() {
  vi.spyOn(console, 'warn').mockReturnValue();
  const server = new StandInServer();
  const browser = new TestBrowser(server);
  const link = await openPage(browser);
  await link.document('code').whenLoaded;
  const before = link.clientId;
  let isDown = true;
  browser.network = async (send, url, init) => {
    const response = await send(url, init);
    if (isDown && url.endsWith('/join')) throw new TypeError('The answer was lost.');
    return response;
  };
  server.refuse = (author) => author === before; // The page wants to be another one.
  link.document('code').doc.getText('file:main').insert(0, 'kept ');
  await browser.clock.pass(10);
  expect(phaseOf(link)).toBe('offline');
  return { server, browser, link, before, repair: () => (isDown = false) };
}

test('a page that joins anew does not take its own lost join for somebody else', async () => {
  const { server, browser, link, before, repair } = await openWithLostJoin();
  browser.wake(); // Asks the server, in the name of the page before.
  await browser.clock.pass(100);
  expect(phaseOf(link)).toBe('offline');
  repair();
  await browser.clock.pass(5000);
  expect(phaseOf(link)).toBe('online');
  expect(link.clientId).not.toBe(before);
  expect(server.truth.getText('file:main').toJSON()).toBe(`kept ${seedText}`);
});

test('“try now” joins at once where a join is what waits', async () => {
  const { browser, link, repair } = await openWithLostJoin();
  repair();
  link.reconnectNow();
  await browser.clock.pass(0);
  expect(phaseOf(link)).toBe('online');
});

test('somebody in the lobby gets nothing until admitted, then goes on by themselves', async () => {
  const server = new StandInServer();
  const browser = new TestBrowser(server);
  const link = await openPage(browser);
  const document = link.document('code');
  await document.whenLoaded;
  server.setStatus('p1', 'waiting');
  await browser.clock.pass(1000);
  expect(phaseOf(link)).toBe('waiting');
  expect(document.status.getSnapshot().phase).toBe('stopped');
  server.setStatus('p1', 'seated');
  await browser.clock.pass(4000);
  expect(phaseOf(link)).toBe('online');
  expect(document.status.getSnapshot().phase).toBe('ready');
});

test('an ended room stays readable and stays ended', async () => {
  const server = new StandInServer();
  const browser = new TestBrowser(server);
  const link = await openPage(browser);
  await link.document('code').whenLoaded;
  server.end();
  await browser.clock.pass(60_000);
  expect(phaseOf(link)).toBe('ended');
  expect(textOf(link)).toBe(seedText);
});

test('whoever was removed is told why and forgets the seat', async () => {
  const server = new StandInServer();
  const browser = new TestBrowser(server);
  const link = await openPage(browser);
  server.broadcast('removed', { reason: 'removed' });
  await browser.clock.pass(30_000);
  expect(link.state.getSnapshot().phase).toEqual({ name: 'removed', reason: 'removed' });
  expect(storedSeat('r1', browser.environment)).toBeNull();
});

test('chat arrives once and in order, however it is delivered', async () => {
  const server = new StandInServer();
  const browser = new TestBrowser(server);
  server.say('before');
  const link = await openPage(browser);
  const heard: string[] = [];
  link.on('chat', ({ text }) => heard.push(text));
  server.say('one');
  const losing = vi.spyOn(server, 'broadcast').mockReturnValue();
  server.say('two');
  losing.mockRestore();
  server.say('three');
  server.broadcast('chat', {
    message: { seq: 4, at: '', from: { id: 'p1', name: '', colour: '' }, text: 'three', audience: 'room' },
  });
  await browser.clock.pass(2000);
  expect(link.timeline.getSnapshot().messages.map(({ text }) => text)).toEqual([
    'before',
    'one',
    'two',
    'three',
  ]);
  expect(heard.toSorted()).toEqual(['one', 'three', 'two']);
});

test('a refused entry is a problem with the server’s code and sentence', async () => {
  const browser = new TestBrowser(new StandInServer());
  browser.network = () =>
    Promise.resolve(
      new Response(JSON.stringify({ code: 'ROOM_FULL', detail: 'All seats are taken.' }), { status: 409 }),
    );
  const refused = enterRoom({ roomId: 'r1', invite: 'x', name: 'Ada' }, browser.environment);
  await expect(refused).rejects.toThrow(Problem);
  await expect(refused).rejects.toMatchObject({
    status: 409,
    code: 'ROOM_FULL',
    message: 'All seats are taken.',
  });
});
