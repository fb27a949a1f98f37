// @vitest-environment node
import 'fake-indexeddb/auto';
import { IDBFactory } from 'fake-indexeddb';
import { describe, expect, test } from 'vitest';
import { IndexedDbOutbox } from './IndexedDbOutbox.ts';
import { MemoryOutbox, type Outbox, type OutboxFrame } from './outbox.ts';

const place = { roomId: 'r', participantId: 'p', doc: 'code' } as const;
const frame = (index: number, batch: number): OutboxFrame => ({
  index,
  batch,
  place: 0,
  deltaMs: index,
  update: new Uint8Array([index]),
});

describe.each<[string, () => Outbox]>([
  ['in memory', () => new MemoryOutbox()],
  ['in IndexedDB', () => new IndexedDbOutbox(new IDBFactory())],
])('an outbox %s', (_name, make) => {
  test('gives back what is left, by page and in order', async () => {
    const outbox = make();
    for (const index of [1, 2, 10]) await outbox.add({ ...place, clientId: 12 }, frame(index, 1));
    await outbox.add({ ...place, clientId: 3 }, frame(1, 1));
    await outbox.add({ ...place, clientId: 3, participantId: 'other' }, frame(1, 1));
    await outbox.add({ ...place, clientId: 3, doc: 'notes' }, frame(1, 1));
    await outbox.add({ ...place, clientId: 3, roomId: 'elsewhere' }, frame(1, 1));
    expect(await outbox.left(place)).toEqual([
      { clientId: 3, frames: [frame(1, 1)] },
      { clientId: 12, frames: [frame(1, 1), frame(2, 1), frame(10, 1)] },
    ]);
  });

  test('forgets up to an index, of one page only', async () => {
    const outbox = make();
    for (const index of [1, 2, 3]) await outbox.add({ ...place, clientId: 5 }, frame(index, index));
    await outbox.add({ ...place, clientId: 6 }, frame(1, 1));
    await outbox.forget({ ...place, clientId: 5 }, 2);
    expect(await outbox.left(place)).toEqual([
      { clientId: 5, frames: [frame(3, 3)] },
      { clientId: 6, frames: [frame(1, 1)] },
    ]);
  });

  test('replaces a frame of the same index', async () => {
    const outbox = make();
    await outbox.add({ ...place, clientId: 5 }, frame(1, 1));
    await outbox.add({ ...place, clientId: 5 }, frame(1, 2));
    expect(await outbox.left(place)).toEqual([{ clientId: 5, frames: [frame(1, 2)] }]);
  });

  test('clears one room', async () => {
    const outbox = make();
    await outbox.add({ ...place, clientId: 5 }, frame(1, 1));
    await outbox.add({ ...place, clientId: 5, roomId: 'r2' }, frame(1, 1));
    await outbox.clear('r');
    expect(await outbox.left(place)).toEqual([]);
    expect(await outbox.left({ ...place, roomId: 'r2' })).toHaveLength(1);
  });
});
