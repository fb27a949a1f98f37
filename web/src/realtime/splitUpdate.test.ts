// @vitest-environment node
import fc from 'fast-check';
import { expect, test } from 'vitest';
import * as Y from 'yjs';
import { splitUpdate } from './splitUpdate.ts';

/** The one update of a transaction. */
function updateOf(doc: Y.Doc, edit: () => void): Uint8Array {
  const updates: Uint8Array[] = [];
  const keep = (update: Uint8Array) => updates.push(update);
  doc.on('update', keep);
  doc.transact(edit);
  doc.off('update', keep);
  const [update] = updates;
  if (update === undefined || updates.length > 1) throw new Error('Not one update.');
  return update;
}

test('small updates stay as they are', () => {
  const doc = new Y.Doc({ gc: false });
  const update = updateOf(doc, () => doc.getText('t').insert(0, 'x'));
  expect(splitUpdate(update, 100)).toEqual([update]);
});

test('the parts are small, continue each other, and have the effect of the whole', () => {
  const pieces = fc.array(fc.constantFrom('x', 'é', '🙂', '日', '\n', 'abc'), { minLength: 1, maxLength: 8 });
  fc.assert(
    fc.property(
      pieces,
      fc.integer({ min: 20_000, max: 60_000 }),
      fc.boolean(),
      (kinds, count, withDelete) => {
        const doc = new Y.Doc({ gc: false });
        doc.clientID = 7;
        const text = doc.getText('t');
        updateOf(doc, () => text.insert(0, 'before after'));
        const other = new Y.Doc({ gc: false });
        Y.applyUpdate(other, Y.encodeStateAsUpdate(doc));
        const paste = Array.from({ length: count }, (_, index) => kinds[index % kinds.length]).join('');
        const update = updateOf(doc, () => {
          if (withDelete) text.delete(2, 3);
          text.insert(4, paste);
          doc.getMap('m').set('k', 'v');
        });
        const parts = splitUpdate(update, 50_000);
        for (const part of parts) {
          expect(part.byteLength).toBeLessThanOrEqual(50_000);
          Y.applyUpdate(other, part);
          expect(other.store.pendingStructs).toBeNull();
          expect(other.getText('t').toJSON()).not.toMatch(/\p{Surrogate}/u);
        }
        expect(other.getText('t').toJSON()).toBe(text.toJSON());
        expect(other.getMap('m').toJSON()).toEqual({ k: 'v' });
        expect(Y.encodeStateVector(other)).toEqual(Y.encodeStateVector(doc));
      },
    ),
    { numRuns: 40 },
  );
});

test('a deletion of many pieces is cut, too', () => {
  const doc = new Y.Doc({ gc: false });
  const text = doc.getText('t');
  text.insert(0, 'ab'.repeat(4500));
  const copy = new Y.Doc({ gc: false });
  Y.applyUpdate(copy, Y.encodeStateAsUpdate(doc));
  const update = updateOf(doc, () => {
    for (let at = 0; at < text.length; at++) text.delete(at, 1);
  });
  const parts = splitUpdate(update, 10_000);
  expect(parts.length).toBeGreaterThan(1);
  for (const part of parts) Y.applyUpdate(copy, part);
  expect(copy.getText('t').toJSON()).toBe('b'.repeat(4500));
});
