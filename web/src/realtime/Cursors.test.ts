// @vitest-environment node
import { beforeEach, expect, test, vi } from 'vitest';
import { openTwo, type } from './testing/TestPage.ts';

beforeEach(() => void vi.spyOn(console, 'debug').mockReturnValue());

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
