import * as Y from 'yjs';
import { expect, it } from 'vitest';
import vectors from './walk.vectors.json';
import { walk } from './walk.ts';

function bytes(base64: string): Uint8Array {
  return Uint8Array.from(atob(base64), (c) => c.charCodeAt(0));
}

function document(): Y.Doc {
  const doc = new Y.Doc({ gc: false });
  for (const { update } of vectors.log) Y.applyUpdate(doc, bytes(update));
  return doc;
}

it('refuses what the server refuses and takes what it takes', () => {
  const doc = document();
  for (const root of ['files', 'meta', 'tests'] as const) doc.getMap(root);
  const differing = vectors.verdicts.filter(({ author, update, refusal }) => {
    const verdict = walk(bytes(update), author, { name: 'code', doc });
    return (typeof verdict === 'string' ? verdict : null) !== refusal;
  });
  expect(differing).toEqual([]);
  expect(vectors.verdicts.length).toBeGreaterThan(400);
});

it('tells what an update builds on', () => {
  const doc = document();
  const text = doc.getText('file:main');
  doc.clientID = 2;
  let update: Uint8Array = new Uint8Array();
  doc.on('update', (made: Uint8Array) => (update = made));
  doc.transact(() => {
    text.insert(2, 'x'); // Between ticks 1 and 2 of page 1, or in the seed.
    text.delete(0, 1);
  });
  const fresh = document();
  const walked = walk(update, 2, { name: 'code', doc: fresh });
  if (typeof walked === 'string') throw new Error(walked);
  expect([walked.start, walked.end]).toEqual([0, 1]);
  expect([...walked.needs.keys()]).not.toContain(2);
  expect(walked.deletes).toHaveLength(1);
});
