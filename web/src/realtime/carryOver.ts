import { simpleDiffString } from 'lib0/diff';
import * as Y from 'yjs';
import { remoteOrigin } from './applyEntries.ts';

/**
 * What edits that could not be sent as they were made did to the text of `old` is done again to `doc`, which has
 * everything else.
 */
export function putBack(old: Y.Doc, doc: Y.Doc): void {
  try {
    Y.applyUpdate(old, Y.encodeStateAsUpdate(doc), remoteOrigin);
    doc.transact(() => carryOver(old, doc), 'carried over');
  } catch (error) {
    console.error('CodeMeet: refused edits could not be put back.', error);
  }
}

/** Makes the texts and maps of `to` read as those of `from`, as edits of `to`'s client. */
function carryOver(from: Y.Doc, to: Y.Doc): void {
  for (const [name, type] of from.share) {
    if (type instanceof Y.Map) carryMap(type as Y.Map<unknown>, to.getMap(name));
    else if (type instanceof Y.Text || name.startsWith('file:'))
      carryText(from.getText(name), to.getText(name));
  }
}

function carryText(from: Y.Text, to: Y.Text): void {
  // eslint-disable-next-line @typescript-eslint/no-base-to-string -- a Y.Text's string is its text
  const { index, remove, insert } = simpleDiffString(to.toString(), from.toString());
  if (remove > 0) to.delete(index, remove);
  if (insert !== '') to.insert(index, insert);
}

function carryMap(from: Y.Map<unknown>, to: Y.Map<unknown>): void {
  for (const [key, value] of from.entries()) {
    if (value instanceof Y.AbstractType) continue; // Documents hold plain JSON in maps; shared types have names.
    if (JSON.stringify(value) !== JSON.stringify(to.get(key))) to.set(key, value);
  }
  for (const key of [...to.keys()]) if (!from.has(key)) to.delete(key);
}

/** The text that updates would have inserted, for showing to the person when it cannot be put back in place. */
export function insertedText(updates: readonly Uint8Array[]): string {
  const texts: string[] = [];
  for (const update of updates) {
    for (const struct of Y.decodeUpdate(update).structs) {
      if (struct instanceof Y.Item && struct.content instanceof Y.ContentString)
        texts.push(struct.content.str);
    }
  }
  return texts.join('');
}
