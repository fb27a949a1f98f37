// @vitest-environment node
import { beforeEach, expect, test, vi } from 'vitest';
import * as Y from 'yjs';
import { encodeFrames } from './frames.ts';
import { SendBudget } from './SendBudget.ts';
import { seedText, StandInServer } from './testing/StandInServer.ts';
import { openLoaded, TestBrowser, textOf, type } from './testing/TestPage.ts';
import { UpdateSender } from './UpdateSender.ts';

beforeEach(() => void vi.spyOn(console, 'debug').mockReturnValue());

test('what is typed while a request is under way goes in one batch', async () => {
  const server = new StandInServer();
  const browser = new TestBrowser(server);
  const link = await openLoaded(browser);
  let open: () => void = () => undefined;
  const gate = new Promise<void>((resolve) => (open = resolve));
  browser.network = async (send, url, init) => {
    if (url.includes('/updates')) await gate;
    return send(url, init);
  };
  for (const key of 'abcdef') {
    type(link, 0, key);
    await browser.clock.pass(1);
  }
  expect(link.document('code').status.getSnapshot()).toMatchObject({ save: 'saving', waiting: 6 });
  open();
  await browser.clock.pass(0);
  expect(server.log.slice(1).map(({ frames }) => frames.length)).toEqual([1, 5]);
  expect(server.truth.getText('file:main').toJSON()).toBe(`fedcba${seedText}`);
  expect(link.document('code').status.getSnapshot()).toMatchObject({ save: 'saved', waiting: 0 });
});

test('C2: an answer that got lost is asked for again under the same number', async () => {
  const server = new StandInServer();
  const browser = new TestBrowser(server);
  const link = await openLoaded(browser);
  let losses = 2;
  browser.network = async (send, url, init) => {
    const response = await send(url, init);
    if (url.includes('/updates') && losses-- > 0) throw new TypeError('connection reset');
    return response;
  };
  type(link, 0, 'x');
  await browser.clock.pass(0);
  expect(link.document('code').status.getSnapshot()).toMatchObject({ save: 'offline', waiting: 1 });
  type(link, 1, 'y');
  await browser.clock.pass(5000);
  expect(server.log).toHaveLength(3);
  expect(server.truth.getText('file:main').toJSON()).toBe(`xy${seedText}`);
  expect(link.document('code').status.getSnapshot().waiting).toBe(0);
});

test('a paste larger than a batch is cut, arrives whole, and is one undo step', async () => {
  const server = new StandInServer();
  const browser = new TestBrowser(server);
  const link = await openLoaded(browser);
  const { doc } = link.document('code');
  const undo = new Y.UndoManager(doc.getText('file:main'), { trackedOrigins: new Set(['me']) });
  const paste = 'é🙂x'.repeat(50_000);
  doc.transact(() => doc.getText('file:main').insert(0, paste), 'me');
  await browser.clock.pass(300_000);
  expect(server.truth.getText('file:main').toJSON()).toBe(paste + seedText);
  for (const entry of server.log) {
    const bytes = entry.frames.reduce((sum, { update }) => sum + update.byteLength, 0);
    expect(bytes).toBeLessThanOrEqual(60 * 1024);
  }
  undo.undo();
  undo.redo();
  await browser.clock.pass(300_000);
  expect(server.truth.getText('file:main').toJSON()).toBe(paste + seedText);
  expect(textOf(link)).toBe(paste + seedText);
});

test('stays below ten batches a second with a burst of twenty', async () => {
  const server = new StandInServer();
  const browser = new TestBrowser(server);
  const link = await openLoaded(browser);
  for (let i = 0; i < 500; i++) {
    type(link, 0, 'x');
    await browser.clock.pass(10);
  }
  expect(server.log.length - 1).toBeLessThanOrEqual(20 + 5 * 10 + 1);
  await browser.clock.pass(1000);
  expect(server.truth.getText('file:main').length).toBe(500 + seedText.length);
});

test('C2: what a closed page left in the outbox is sent first, in its name, once', async () => {
  const server = new StandInServer();
  const browser = new TestBrowser(server);
  const link = await openLoaded(browser);
  browser.network = (send, url, init) =>
    url.includes('/updates') ? Promise.reject(new TypeError('offline')) : send(url, init);
  type(link, 0, 'un');
  await browser.clock.pass(0);
  type(link, 2, 'sent ');
  await browser.clock.pass(10);
  await link.dispose();
  browser.network = (send, ...call) => send(...call);
  const again = await openLoaded(browser);
  expect(again.clientId).not.toBe(link.clientId);
  expect(again.state.getSnapshot().me.id).toBe(link.state.getSnapshot().me.id);
  expect(textOf(again)).toBe(`unsent ${seedText}`);
  expect(server.log.slice(1).map(({ clientId }) => clientId)).toEqual([link.clientId, link.clientId]);
  type(again, 0, '!');
  await browser.clock.pass(10);
  expect(server.truth.getText('file:main').toJSON()).toBe(`!unsent ${seedText}`);
});

test('C2: what several closed pages left is sent in the order of the pages, as later ones built on earlier ones', async () => {
  const server = new StandInServer();
  const browser = new TestBrowser(server);
  browser.network = (send, url, init) =>
    url.includes('/updates') ? Promise.reject(new TypeError('offline')) : send(url, init);
  const closed: number[] = [];
  for (const word of ['one ', 'two ', 'three ']) {
    const page = await openLoaded(browser);
    type(page, textOf(page).length - seedText.length, word);
    await browser.clock.pass(10);
    await page.dispose();
    closed.push(page.clientId);
  }
  browser.network = (send, ...call) => send(...call);
  const last = await openLoaded(browser);
  await browser.clock.pass(1000);
  expect(server.log.slice(1).map(({ clientId }) => clientId)).toEqual(closed);
  expect(textOf(last)).toBe(`one two three ${seedText}`);
  expect(server.truth.getText('file:main').toJSON()).toBe(textOf(last));
});

test('page hide sends what waits in a request that outlives the page', async () => {
  const server = new StandInServer();
  const browser = new TestBrowser(server);
  const link = await openLoaded(browser);
  const calls: boolean[] = [];
  browser.network = (send, url, init) => {
    if (!url.includes('/updates')) return send(url, init);
    calls.push(init.keepalive === true);
    return init.keepalive === true ? send(url, init) : Promise.reject(new TypeError('cancelled'));
  };
  type(link, 0, 'bye');
  await browser.clock.pass(0);
  browser.hide();
  await browser.clock.pass(0);
  expect(calls).toContain(true);
  expect(server.truth.getText('file:main').toJSON()).toBe(`bye${seedText}`);
  expect(link.document('code').status.getSnapshot().waiting).toBe(0);
});

test('text of an earlier page that the server refuses is put back by the new one', async () => {
  const server = new StandInServer();
  const browser = new TestBrowser(server);
  const link = await openLoaded(browser);
  browser.network = (send, url, init) =>
    url.includes('/updates') ? Promise.reject(new TypeError('offline')) : send(url, init);
  type(link, 0, 'precious ');
  await browser.clock.pass(0);
  await link.dispose();
  browser.network = (send, ...call) => send(...call);
  server.refuse = (author) => author === link.clientId;
  const again = await openLoaded(browser);
  await browser.clock.pass(2000);
  expect(textOf(again)).toBe(`precious ${seedText}`);
  expect(server.truth.getText('file:main').toJSON()).toBe(`precious ${seedText}`);
  expect(again.document('code').status.getSnapshot()).toMatchObject({
    waiting: 0,
    notice: { kind: 'rebuilt' },
  });
});

test('C2: a tab that took over knew only a part of a batch; the rest is sent by whoever has it', async () => {
  const server = new StandInServer();
  const browser = new TestBrowser(server);
  const older = await openLoaded(browser);
  let isDown = true;
  browser.network = (send, url, init) =>
    isDown && url.includes('/updates') ? Promise.reject(new TypeError('offline')) : send(url, init);
  type(older, 0, 'x');
  await browser.clock.pass(0);
  for (const key of 'cba') type(older, 0, key);
  const outbox = await browser.outbox.left({ roomId: 'r1', participantId: 'p1', doc: 'code' });
  const key = { roomId: 'r1', participantId: 'p1', doc: 'code', clientId: older.clientId } as const;
  // The disk had not written the last frame when the other tab read it.
  await browser.outbox.clear('r1');
  for (const frame of outbox[0]?.frames.slice(0, -1) ?? []) await browser.outbox.add(key, frame);
  isDown = false;
  const newer = await openLoaded(browser);
  await browser.clock.pass(100);
  expect(textOf(newer)).toBe(`bcx${seedText}`);
  await older.useHere();
  await browser.clock.pass(5000);
  expect(textOf(older)).toBe(`abcx${seedText}`);
  expect(server.truth.getText('file:main').toJSON()).toBe(`abcx${seedText}`);
});

test('C2: deletions that were counted a batch too many are sent under the number that is next', async () => {
  const server = new StandInServer();
  const browser = new TestBrowser(server);
  const link = await openLoaded(browser);
  const text = link.document('code').doc.getText('file:main');
  browser.network = async (send, url, init) => {
    if (url.includes('batch=1')) await send(url, init);
    if (url.includes('/updates')) throw new TypeError('connection reset');
    return send(url, init);
  };
  type(link, 0, 'abc');
  text.delete(0, 1);
  await browser.clock.pass(10);
  type(link, 0, 'd');
  text.delete(1, 1);
  await browser.clock.pass(10);
  await link.dispose();
  const [left] = await browser.outbox.left({ roomId: 'r1', participantId: 'p1', doc: 'code' });
  const second = left?.frames.filter(({ batch }) => batch === 2) ?? [];
  let isHeirDue = true;
  browser.network = async (send, url, init) => {
    if (isHeirDue && url.includes('author=')) {
      // Somebody who had it directly sends the second batch, while this page tries the deletion of the first again.
      isHeirDue = false;
      const body = encodeFrames(second);
      await send(url.replace(/batch=\d+/, 'batch=2'), { ...init, body });
    }
    return send(url, init);
  };
  const again = await openLoaded(browser);
  await browser.clock.pass(5000);
  expect(again.document('code').status.getSnapshot()).toMatchObject({ waiting: 0, notice: null });
  expect(textOf(again)).toBe(`dc${seedText}`);
  expect(server.truth.getText('file:main').toJSON()).toBe(textOf(again));
});

test('C1: of a batch that fits only in part, the part that was put into the text is kept and sent', async () => {
  const { clock, outbox } = new TestBrowser(new StandInServer());
  const place = { roomId: 'r1', participantId: 'p1', doc: 'code' } as const;
  const sent: number[] = [];
  const sender = new UpdateSender({
    place,
    clock,
    random: () => 0.5,
    outbox,
    budget: new SendBudget(clock),
    pace: { windowMs: () => 0, needsOf: () => new Map(), isLogged: () => true, onFrame: () => undefined },
    post: ({ frames }) => Promise.resolve(sent.push(...frames.map(({ index }) => index))),
    onAcknowledged: () => undefined,
    onRefused: () => undefined,
    onStuck: () => undefined,
    onChange: () => undefined,
  });
  sender.adopt(1);
  const doc = new Y.Doc({ gc: false });
  doc.clientID = 1;
  doc.on('update', (update: Uint8Array) => sender.push(update));
  for (const key of 'abc') doc.getText('file:main').insert(0, key);
  const asked: number[] = [];
  sender.dropUnfit(({ index }) => {
    asked.push(index);
    return index < 2;
  });
  expect(asked).toEqual([1, 2]);
  expect((await outbox.left(place)).map(({ frames }) => frames.map(({ index }) => index))).toEqual([[1]]);
  sender.resume();
  await clock.pass(0);
  expect(sent).toEqual([1]);
});
