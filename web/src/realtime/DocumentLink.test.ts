// @vitest-environment node
import { beforeEach, describe, expect, test, vi } from 'vitest';
import * as Y from 'yjs';
import { Problem } from './http.ts';
import type { RoomLink } from './RoomLink.ts';
import { seedText, StandInServer } from './testing/StandInServer.ts';
import { TestBrowser } from './testing/TestPage.ts';

const textOf = (link: RoomLink) => link.document('code').doc.getText('file:main').toJSON();

function type(link: RoomLink, at: number, text: string): void {
  link.document('code').doc.getText('file:main').insert(at, text);
}

async function openPage(browser: TestBrowser, name?: string): Promise<RoomLink> {
  const link = await browser.open(name);
  const document = link.document('code');
  await browser.clock.pass(0);
  await document.whenLoaded;
  return link;
}

beforeEach(() => void vi.spyOn(console, 'debug').mockReturnValue());

describe('one page', () => {
  test('C3: loading brings the seed and sends nothing', async () => {
    const server = new StandInServer();
    const link = await openPage(new TestBrowser(server));
    expect(textOf(link)).toBe(seedText);
    expect(server.log).toHaveLength(1);
    expect(link.document('code').status.getSnapshot()).toMatchObject({
      phase: 'ready',
      save: 'saved',
      waiting: 0,
    });
    expect(link.document('code').doc.clientID).toBe(link.clientId);
  });

  test('what is typed while a request is under way goes in one batch', async () => {
    const server = new StandInServer();
    const browser = new TestBrowser(server);
    const link = await openPage(browser);
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
    const link = await openPage(browser);
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
    const link = await openPage(browser);
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
    const link = await openPage(browser);
    for (let i = 0; i < 500; i++) {
      type(link, 0, 'x');
      await browser.clock.pass(10);
    }
    expect(server.log.length - 1).toBeLessThanOrEqual(20 + 5 * 10 + 1);
    await browser.clock.pass(1000);
    expect(server.truth.getText('file:main').length).toBe(500 + seedText.length);
  });
});

describe('a page goes and comes', () => {
  test('C2: what a closed page left in the outbox is sent first, in its name, once', async () => {
    const server = new StandInServer();
    const browser = new TestBrowser(server);
    const link = await openPage(browser);
    browser.network = (send, url, init) =>
      url.includes('/updates') ? Promise.reject(new TypeError('offline')) : send(url, init);
    type(link, 0, 'un');
    await browser.clock.pass(0);
    type(link, 2, 'sent ');
    await browser.clock.pass(10);
    await link.dispose();
    browser.network = (send, ...call) => send(...call);
    const again = await openPage(browser);
    expect(again.clientId).not.toBe(link.clientId);
    expect(again.state.getSnapshot().me.id).toBe(link.state.getSnapshot().me.id);
    expect(textOf(again)).toBe(`unsent ${seedText}`);
    expect(server.log.slice(1).map(({ clientId }) => clientId)).toEqual([link.clientId, link.clientId]);
    type(again, 0, '!');
    await browser.clock.pass(10);
    expect(server.truth.getText('file:main').toJSON()).toBe(`!unsent ${seedText}`);
  });

  test('page hide sends what waits in a request that outlives the page', async () => {
    const server = new StandInServer();
    const browser = new TestBrowser(server);
    const link = await openPage(browser);
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
    const link = await openPage(browser);
    browser.network = (send, url, init) =>
      url.includes('/updates') ? Promise.reject(new TypeError('offline')) : send(url, init);
    type(link, 0, 'precious ');
    await browser.clock.pass(0);
    await link.dispose();
    browser.network = (send, ...call) => send(...call);
    server.refuse = (author) => author === link.clientId;
    const again = await openPage(browser);
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
    const older = await openPage(browser);
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
    const newer = await openPage(browser);
    await browser.clock.pass(100);
    expect(textOf(newer)).toBe(`bcx${seedText}`);
    await older.useHere();
    await browser.clock.pass(5000);
    expect(textOf(older)).toBe(`abcx${seedText}`);
    expect(server.truth.getText('file:main').toJSON()).toBe(`abcx${seedText}`);
  });
});

describe('two pages', () => {
  async function openTwo() {
    const server = new StandInServer();
    const browserA = new TestBrowser(server);
    const browserB = new TestBrowser(server, browserA.clock);
    const a = await openPage(browserA, 'Ada');
    const b = await openPage(browserB, 'Bo');
    return { server, browserA, browserB, a, b, clock: browserA.clock };
  }

  test('C1: both type at once and read the same', async () => {
    const { a, b, clock } = await openTwo();
    type(a, 0, 'left ');
    type(b, 0, 'right ');
    await clock.pass(0);
    expect(textOf(a)).toBe(textOf(b));
    expect(textOf(a)).toContain('left ');
    expect(textOf(a)).toContain('right ');
  });

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

  test('a refused edit is put back under a new client id, with a notice', async () => {
    const { server, a, b, clock } = await openTwo();
    const before = a.clientId;
    server.refuse = (author) => author === before;
    type(a, 0, 'kept ');
    await clock.pass(0);
    type(b, 0, 'other ');
    await clock.pass(3000);
    expect(a.clientId).not.toBe(before);
    expect(a.state.getSnapshot().phase.name).toBe('online');
    expect(a.document('code').status.getSnapshot().notice).toEqual({ kind: 'rebuilt' });
    expect(textOf(a)).toBe(textOf(b));
    expect(textOf(b)).toContain('kept ');
    expect(textOf(b)).toContain('other ');
  });

  test('an edit that is refused again is undone and handed to the person', async () => {
    const { server, a, b, clock } = await openTwo();
    server.refuse = (_author, update) => new TextDecoder().decode(update).includes('bad');
    type(a, 0, 'bad');
    await clock.pass(5000);
    expect(textOf(a)).toBe(seedText);
    expect(a.document('code').status.getSnapshot().notice).toEqual({ kind: 'recovered', text: 'bad' });
    type(a, 0, 'good');
    await clock.pass(1000);
    expect(textOf(b)).toBe(`good${seedText}`);
  });

  test('C4: whoever may not write gets their text back as it was', async () => {
    const { browserA, a, b, clock } = await openTwo();
    browserA.network = (send, url, init) =>
      url.includes('/updates')
        ? Promise.resolve(
            new Response(JSON.stringify({ code: 'FORBIDDEN', detail: 'Observers watch.' }), { status: 403 }),
          )
        : send(url, init);
    type(a, 0, 'graffiti');
    await clock.pass(2000);
    expect(textOf(a)).toBe(seedText);
    expect(textOf(b)).toBe(seedText);
    expect(a.document('code').status.getSnapshot().notice).toEqual({
      kind: 'readOnly',
      reason: 'Observers watch.',
    });
  });

  test('a cursor travels with the edit, or alone when only it moved; nobody answers a remote edit', async () => {
    const { browserA, browserB, a, b, clock } = await openTwo();
    await clock.pass(500);
    const posts: string[] = [];
    for (const [who, browser] of [
      ['a', browserA],
      ['b', browserB],
    ] as const) {
      browser.network = (send, url, init) => {
        if (url.includes('/docs/') && init.method === 'POST')
          posts.push(`${who} ${url.split('/').at(-1) ?? ''}`);
        return send(url, init);
      };
    }
    b.document('code').awareness.setLocalStateField('selection', 3);
    await clock.pass(200);
    expect(posts).toEqual(['b awareness']);
    expect(a.document('code').awareness.getStates().get(b.clientId)).toEqual({ selection: 3 });
    posts.length = 0;
    type(a, 0, 'x');
    a.document('code').awareness.setLocalStateField('selection', 1);
    await clock.pass(2000);
    expect(posts).toEqual(['a updates?batch=1']);
    expect(b.document('code').awareness.getStates().get(a.clientId)).toEqual({ selection: 1 });
  });

  test('a cursor message for somebody else is dropped', async () => {
    const { server, a, b, clock } = await openTwo();
    b.document('code').awareness.setLocalStateField('selection', 3);
    await clock.pass(200);
    const forged = vi.fn((url: string, init: RequestInit) => server.fetch(url, init));
    // Count 1, b's id, a high clock, an empty state: "b is gone".
    server.broadcast('awareness', {
      doc: 'code',
      by: 77,
      data: btoa(`\x01${String.fromCharCode(b.clientId)}\x7f\x04null`),
    });
    expect(forged).not.toHaveBeenCalled();
    expect(a.document('code').awareness.getStates().get(b.clientId)).toEqual({ selection: 3 });
  });
});

test('a problem says whether trying again can help', () => {
  expect([0, 408, 429, 500, 503].every((status) => new Problem(status, 'X', '').isPassing)).toBe(true);
  expect(
    [400, 401, 403, 404, 409, 410, 413, 422].some((status) => new Problem(status, 'X', '').isPassing),
  ).toBe(false);
});
