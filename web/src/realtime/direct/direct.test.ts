// @vitest-environment node
import { beforeEach, expect, test, vi } from 'vitest';
import * as Y from 'yjs';
import type { DirectLine } from './DirectLine.ts';
import { encodeMessage } from './directMessage.ts';
import type { RoomLink } from '../RoomLink.ts';
import { DirectNet } from '../testing/DirectNet.ts';
import { seedText, StandInServer } from '../testing/StandInServer.ts';
import { openLoaded, TestBrowser, textOf, type } from '../testing/TestPage.ts';

beforeEach(() => {
  vi.spyOn(console, 'debug').mockReturnValue();
  vi.spyOn(console, 'warn').mockReturnValue();
});

/** Three people, all directly linked within `ms`. */
async function openThree(ms = 5) {
  const server = new StandInServer();
  const state = { linked: true };
  const clock = new TestBrowser(server).clock;
  const net = new DirectNet(
    () => (state.linked ? ms : null),
    (after, action) => clock.after(after, action),
  );
  const browsers = [0, 1, 2].map(() => new TestBrowser(server, clock, net));
  const links: RoomLink[] = [];
  for (const [index, browser] of browsers.entries())
    links.push(await openLoaded(browser, ['Ada', 'Bo', 'Cy'][index]));
  net.update();
  await clock.pass(1000);
  const link = (isLinked: boolean) => {
    state.linked = isLinked;
    net.update();
  };
  const [a, b, c] = links as [RoomLink, RoomLink, RoomLink];
  const [browserA, browserB, browserC] = browsers as [TestBrowser, TestBrowser, TestBrowser];
  return { server, net, clock, link, a, b, c, browserA, browserB, browserC };
}

/** A page without our code: says what it likes under the id of `link`. */
function hostileLine(net: DirectNet, link: RoomLink): DirectLine {
  const { clientId } = link;
  net.remove((id) => id === clientId);
  const line = net.line({ clientId: () => clientId });
  net.update();
  return line;
}

function insertion(base: Y.Doc, client: number, change: (doc: Y.Doc) => void): Uint8Array {
  const doc = new Y.Doc({ gc: false });
  Y.applyUpdate(doc, Y.encodeStateAsUpdate(base));
  doc.clientID = client;
  const updates: Uint8Array[] = [];
  doc.on('update', (update: Uint8Array) => updates.push(update));
  doc.transact(() => change(doc));
  return updates[0] ?? new Uint8Array();
}

const say = (line: DirectLine, update: Uint8Array, batch = 1) =>
  line.send(
    encodeMessage({ doc: 'code', cursor: null, frames: [{ batch, deltaMs: 0, update }] }),
    () => true,
  );

test('linked pages see an edit and its cursor before the log has it, and the log gets it within half a second', async () => {
  const { server, a, b, clock } = await openThree();
  expect(a.path.getSnapshot()).toBe('direct');
  type(a, 0, 'x');
  a.document('code').awareness.setLocalStateField('selection', 1);
  await clock.pass(6);
  expect([textOf(b), server.log.length]).toEqual([`x${seedText}`, 1]);
  expect(b.document('code').awareness.getStates().get(a.clientId)).toEqual({ selection: 1 });
  expect(a.document('code').status.getSnapshot()).toMatchObject({ save: 'saving', waiting: 1 });
  type(a, 1, 'y');
  await clock.pass(500);
  expect(server.log.map(({ frames }) => frames.length)).toEqual([1, 2]);
  expect(a.document('code').status.getSnapshot()).toMatchObject({ save: 'saved', waiting: 0 });
});

test('as soon as one page is not linked, the log gets everything at once, what was held back too', async () => {
  const { server, a, link, clock } = await openThree();
  type(a, 0, 'x');
  await clock.pass(6);
  link(false);
  await clock.pass(0);
  expect([server.log.length, a.path.getSnapshot()]).toEqual([2, 'relayed']);
  type(a, 1, 'y');
  await clock.pass(0);
  expect(server.log).toHaveLength(3);
});

test('an edit goes into the log after what it builds on, whose author is hurried', async () => {
  const { server, a, b, clock } = await openThree();
  const typed = (link: RoomLink) => textOf(link).slice(0, -seedText.length);
  type(a, 0, 'x');
  await clock.pass(6);
  for (const [link, key] of [
    [b, '1'],
    [a, '2'],
    [b, '3'],
  ] as const) {
    type(link, typed(link).length, key);
    await clock.pass(6);
  }
  expect(typed(a)).toBe('x123');
  await clock.pass(1500);
  expect(server.truth.store.pendingStructs).toBeNull();
  expect(server.truth.getText('file:main').toJSON()).toBe(`x123${seedText}`);
  const seen = new Y.Doc({ gc: false });
  for (const { frames } of server.log) {
    for (const { update } of frames) Y.applyUpdate(seen, update);
    expect(seen.store.pendingStructs).toBeNull();
  }
});

test('C2: what was seen of an author who is gone is brought to the log by those who saw it, once', async () => {
  const { server, a, b, c, browserA, clock } = await openThree();
  browserA.network = () => Promise.reject(new TypeError('cut'));
  type(a, 0, 'last words ');
  await clock.pass(6000);
  type(b, 0, 'after ');
  await clock.pass(5000);
  expect([textOf(b), server.log.length]).toEqual([`after last words ${seedText}`, 1]);
  server.setOnline('p1', false);
  await clock.pass(15_000);
  expect(server.truth.getText('file:main').toJSON()).toBe(textOf(b));
  expect(textOf(c)).toBe(textOf(b));
  expect(server.log.filter(({ clientId }) => clientId === a.clientId)).toHaveLength(1);
  expect(b.document('code').status.getSnapshot().save).toBe('saved');
});

test('C1: a page that says something else to the log than directly changes nothing that lasts', async () => {
  const { server, net, a, b, c, clock } = await openThree();
  const line = hostileLine(net, c);
  const { truth } = server;
  const lie = insertion(truth, c.clientId, (doc) => doc.getText('file:main').insert(3, 'LIE'));
  say(line, lie);
  await clock.pass(10);
  expect(textOf(a)).toContain('LIE');
  type(a, 4, 'mine'); // Inside of the lie.
  await clock.pass(2000);
  expect(server.log).toHaveLength(1);
  const told = insertion(truth, c.clientId, (doc) => doc.getText('file:main').insert(0, 'truth '));
  server.append(c.clientId, [{ deltaMs: 0, update: told }]);
  await clock.pass(5000);
  // Nothing of the lie is left, and what was typed into it is somewhere, though its place was none.
  expect(textOf(a).replace('mine', '')).toBe(`truth ${seedText}`);
  expect(textOf(b)).toBe(textOf(a));
  expect(truth.getText('file:main').toJSON()).toBe(textOf(a));
  expect(truth.store.pendingStructs).toBeNull();
  say(
    line,
    insertion(truth, c.clientId, (doc) => doc.getText('file:main').insert(0, 'AGAIN')),
  );
  await clock.pass(10);
  expect(textOf(a)).not.toContain('AGAIN');
});

test('C1: what is said directly and never to the log goes again, also a deletion, and nobody’s own edits with it', async () => {
  const { server, net, a, b, c, clock } = await openThree();
  const line = hostileLine(net, c);
  say(
    line,
    insertion(server.truth, c.clientId, (doc) => doc.getText('file:main').delete(0, 5)),
  );
  await clock.pass(10);
  expect(textOf(a)).toBe(seedText.slice(5));
  type(a, 0, 'mine ');
  await clock.pass(60_000);
  expect(textOf(a)).toContain(seedText.slice(0, 5));
  expect(textOf(a).replace('mine ', '')).toBe(seedText);
  expect(textOf(b)).toBe(textOf(a));
  expect(server.truth.getText('file:main').toJSON()).toBe(textOf(a));
});

test('C2: what is typed into a lie that was found out stays out of the log until the lie is out of the text', async () => {
  const { server, net, a, c, browserA, clock } = await openThree();
  const line = hostileLine(net, c);
  say(
    line,
    insertion(server.truth, c.clientId, (doc) => doc.getText('file:main').insert(3, 'LIE')),
  );
  await clock.pass(10);
  browserA.network = (send, url, init) =>
    init.method === 'GET' ? Promise.reject(new TypeError('cut')) : send(url, init);
  await clock.pass(45_000);
  expect(textOf(a)).toContain('LIE'); // The log cannot be read, so the text cannot be made anew.
  type(a, 4, 'mine');
  await clock.pass(2000);
  expect(server.truth.store.pendingStructs).toBeNull();
  browserA.network = (send, ...call) => send(...call);
  await clock.pass(60_000);
  expect(server.truth.store.pendingStructs).toBeNull();
  expect(textOf(a).replace('mine', '')).toBe(seedText);
  expect(textOf(a)).toContain('mine');
  expect(server.truth.getText('file:main').toJSON()).toBe(textOf(a));
});

test.each([
  [
    'an edit under another page’s id',
    (base: Y.Doc, _: number, other: number) =>
      insertion(base, other, (doc) => doc.getText('file:main').insert(0, 'EVIL')),
  ],
  [
    'text in a map',
    (base: Y.Doc, own: number) => insertion(base, own, (doc) => doc.getText('nowhere').insert(0, 'EVIL')),
  ],
  ['garbage', () => new Uint8Array([1, 2, 3])],
])('C4: %s is not shown, and its sender is not heard any more', async (_, make) => {
  const { server, net, a, b, c, clock } = await openThree();
  const line = hostileLine(net, c);
  say(line, make(server.truth, c.clientId, b.clientId));
  say(
    line,
    insertion(server.truth, c.clientId, (doc) => doc.getText('file:main').insert(0, 'EVIL')),
  );
  await clock.pass(2000);
  expect([textOf(a), textOf(b)]).toEqual([seedText, seedText]);
  expect(line.isLinked(a.clientId)).toBe(false);
  type(a, 0, 'x');
  await clock.pass(50);
  expect(textOf(b)).toBe(`x${seedText}`);
});

test('C4: an observer’s edits, and those of somebody who was removed, are not shown', async () => {
  const { server, net, a, c, clock } = await openThree();
  const line = hostileLine(net, c);
  const evil = insertion(server.truth, c.clientId, (doc) => doc.getText('file:main').insert(0, 'EVIL'));
  server.setStatus('p3', 'removed');
  say(line, evil);
  await clock.pass(100);
  server.setStatus('p3', 'seated');
  server.setRole('p3', 'observer');
  say(line, evil);
  await clock.pass(2000);
  expect(textOf(a)).toBe(seedText);
});

test('C5: notes go to those who hold the interview and from nobody else', async () => {
  const { server, net, a, b, c, clock } = await openThree();
  server.setRole('p2', 'candidate');
  const heard: number[] = [];
  const line = hostileLine(net, b);
  line.onMessage(({ data }) => heard.push(data[0] ?? -1));
  await clock.pass(0);
  const notes = a.document('notes');
  await clock.pass(100);
  notes.awareness.setLocalStateField('user', 'secret');
  a.document('code').awareness.setLocalStateField('user', 'open');
  await clock.pass(1000);
  expect([...new Set(heard)]).toEqual([0]);
  line.send(encodeMessage({ doc: 'notes', cursor: new Uint8Array([1]), frames: [] }), () => true);
  await clock.pass(10);
  expect([line.isLinked(a.clientId), line.isLinked(c.clientId)]).toEqual([false, false]);
});

test('a flood costs its sender the link and the others nothing', async () => {
  const { server, net, a, b, c, clock } = await openThree();
  const line = hostileLine(net, c);
  for (let i = 0; i < 3000; i++) line.send(new Uint8Array([0, 0]), () => true);
  await clock.pass(10);
  expect(line.isLinked(a.clientId)).toBe(false);
  type(a, 0, 'x');
  await clock.pass(1000);
  expect([textOf(b), server.truth.getText('file:main').toJSON()]).toEqual([`x${seedText}`, `x${seedText}`]);
});

test('frames far in the future, or about what is not there, wait without being shown and go', async () => {
  const { server, net, a, c, clock } = await openThree();
  const line = hostileLine(net, c);
  const far = insertion(server.truth, c.clientId, (doc) => doc.getText('file:main').insert(0, 'EVIL'));
  far[3] = 100; // The clock of the first struct.
  for (let i = 0; i < 200; i++) say(line, far);
  await clock.pass(30_000);
  expect(textOf(a)).toBe(seedText);
  expect(line.isLinked(a.clientId)).toBe(true);
});
