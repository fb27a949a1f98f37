import * as Y from 'yjs';
import type { Entry } from './frames.ts';

/** Origin of every transaction that came from the log; all others are this page's own edits. */
export const remoteOrigin = 'remote';

/** No structs, no deletes. */
const emptyUpdate = new Uint8Array([0, 0]);

/** Applies all in one transaction. Returns the seq of the first entry that throws, after which `doc` is unusable. */
export function applyEntries(doc: Y.Doc, entries: readonly Entry[]): number | null {
  return doc.transact(() => {
    for (const { seq, frames } of entries) {
      try {
        for (const { update } of frames) Y.applyUpdate(doc, update, remoteOrigin);
      } catch (error) {
        console.warn(`CodeMeet: entry ${seq} throws in this page.`, error);
        return seq;
      }
    }
    // Yjs looks at what waits for missing edits only while it applies something, and stops at the first that is
    // still missing: looked at once more, so that nothing waits although everything has come.
    if (doc.store.pendingStructs !== null) Y.applyUpdate(doc, emptyUpdate, remoteOrigin);
    return null;
  }, remoteOrigin);
}
