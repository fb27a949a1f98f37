/** What documents and updates say, in the ways the fuzz compares them. */
import * as Y from 'yjs';
import { decodeEntries, type Entry } from '../src/realtime/frames.ts';
import { readBytes, send } from '../src/realtime/http.ts';

export async function readLog(url: string, token: string): Promise<Entry[]> {
  return decodeEntries(await readBytes(await send(fetch, url, { token })));
}

/** Everything a person can see: file list, settings, texts. */
export function readable(doc: Y.Doc): string {
  const files = Object.entries(doc.getMap('files').toJSON()).sort(([a], [b]) => (a < b ? -1 : 1));
  const texts = ['main', 'f0', 'f1', 'f2'].map((id) => doc.getText(`file:${id}`).toJSON());
  return JSON.stringify([files, doc.getMap('meta').toJSON(), texts]);
}

/** Everything ever written, deleted or not, by page in the order of writing: there no edit of others cuts it. */
export function writtenText(doc: Y.Doc): string {
  return [...doc.store.clients.keys()].map((client) => writtenBy(doc, client)).join('\n');
}

export function writtenBy(doc: Y.Doc, client: number): string {
  return (doc.store.clients.get(client) ?? []).map(textOf).join('');
}

/** How much of the log a document has; grows with every entry that brings structs. */
export function ticksOf(doc: Y.Doc): number {
  return [...doc.store.clients.keys()].reduce((sum, client) => sum + Y.getState(doc.store, client), 0);
}

/** The marks that people typed in these updates. */
export function markersIn(updates: readonly Uint8Array[]): string[] {
  const text = updates
    .flatMap((update) => Y.decodeUpdate(update).structs)
    .map(textOf)
    .join('');
  return text.match(/«[A-Z][a-z]+\d+»/g) ?? [];
}

/** True if `doc` has all that `update` inserts and deletes. */
export function has(doc: Y.Doc, update: Uint8Array): boolean {
  const { structs, ds } = Y.decodeUpdate(update);
  const deleted = Y.createDeleteSetFromStructStore(doc.store);
  const hasStruct = ({ id, length }: { id: Y.ID; length: number }) =>
    Y.getState(doc.store, id.client) >= id.clock + length;
  const isDeleted = (client: number, from: number, length: number) =>
    Array.from({ length }, (_, i) => Y.createID(client, from + i)).every((id) => Y.isDeleted(deleted, id));
  return (
    structs.every(hasStruct) &&
    [...ds.clients].every(([client, ranges]) =>
      ranges.every(({ clock, len }) => isDeleted(client, clock, len)),
    )
  );
}

function textOf(struct: Y.Item | Y.GC | Y.Skip | Y.AbstractStruct): string {
  return struct instanceof Y.Item && struct.content instanceof Y.ContentString ? struct.content.str : '';
}
