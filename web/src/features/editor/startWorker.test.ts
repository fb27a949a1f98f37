import { afterEach, expect, test, vi } from 'vitest';
import { startWorker } from './startWorker.ts';

class ScriptOnly {
  readonly url: string;
  constructor(url: string) {
    this.url = url;
  }
}

afterEach(() => {
  vi.unstubAllGlobals();
});

test('a worker whose script cannot be had while offline starts when the network is back', async () => {
  const answers: (() => Promise<Response>)[] = [
    () => Promise.reject(new TypeError('Failed to fetch')),
    () => Promise.resolve(new Response('gone for a moment', { status: 503 })),
    () => Promise.resolve(new Response('self.onmessage = null')),
  ];
  const fetched = vi.fn(() => answers.shift()?.() ?? Promise.reject(new Error('asked too often')));
  vi.stubGlobal('fetch', fetched);
  vi.stubGlobal('Worker', ScriptOnly);

  let started: Worker | null = null;
  const starting = startWorker('/assets/editor.worker.js').then((worker) => (started = worker));
  for (const times of [1, 2]) {
    await vi.waitFor(() => expect(fetched).toHaveBeenCalledTimes(times));
    // Until it is listened for, the event is nobody's.
    await vi.waitFor(async () => {
      expect(started).toBeNull();
      dispatchEvent(new Event('online'));
      await Promise.resolve();
      expect(fetched.mock.calls.length).toBeGreaterThan(times);
    });
  }

  await expect(starting).resolves.toHaveProperty('url', '/assets/editor.worker.js');
});
