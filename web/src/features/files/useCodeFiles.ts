import { useMemo, useSyncExternalStore } from 'react';
import type * as Y from 'yjs';
import type { DocumentLink } from '../../realtime/DocumentLink.ts';
import type { Store } from '../../lib/store.ts';
import { readCodeFiles, type CodeFiles } from './codeFiles.ts';

/** The document behind a link, which is replaced when it had to be rebuilt. */
export function useDoc(link: DocumentLink): Y.Doc {
  return useSyncExternalStore(
    (listener) => link.onRebuilt(listener),
    () => link.doc,
  );
}

/** The room's files, live. */
export function useCodeFiles(link: DocumentLink): CodeFiles {
  const doc = useDoc(link);
  const store = useMemo(() => codeFilesStore(doc), [doc]);
  return useSyncExternalStore(store.subscribe, store.getSnapshot);
}

function codeFilesStore(doc: Y.Doc): Store<CodeFiles> {
  let read: CodeFiles | null = null;
  return {
    subscribe: (listener) => {
      const changed = () => {
        read = null;
        listener();
      };
      const maps = [doc.getMap('files'), doc.getMap('meta')];
      for (const map of maps) map.observe(changed);
      // What changed between the first reading and this subscription is caught by reading anew.
      read = null;
      return () => {
        for (const map of maps) map.unobserve(changed);
      };
    },
    getSnapshot: () => (read ??= readCodeFiles(doc)),
  };
}
