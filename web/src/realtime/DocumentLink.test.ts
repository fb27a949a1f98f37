// @vitest-environment node
import { beforeEach, expect, test, vi } from 'vitest';
import { seedText, StandInServer } from './testing/StandInServer.ts';
import { openLoaded, openTwo, TestBrowser, textOf, type } from './testing/TestPage.ts';

beforeEach(() => void vi.spyOn(console, 'debug').mockReturnValue());

test('C3: loading brings the seed and sends nothing', async () => {
  const server = new StandInServer();
  const link = await openLoaded(new TestBrowser(server));
  expect(textOf(link)).toBe(seedText);
  expect(server.log).toHaveLength(1);
  expect(link.document('code').status.getSnapshot()).toMatchObject({
    phase: 'ready',
    save: 'saved',
    waiting: 0,
  });
  expect(link.document('code').doc.clientID).toBe(link.clientId);
});

test('C1: both type at once and read the same', async () => {
  const { a, b, clock } = await openTwo();
  type(a, 0, 'left ');
  type(b, 0, 'right ');
  await clock.pass(0);
  expect(textOf(a)).toBe(textOf(b));
  expect(textOf(a)).toContain('left ');
  expect(textOf(a)).toContain('right ');
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
