import type * as Y from 'yjs';
import { isRecord } from '../../lib/browserStorage.ts';

/** The files of the room's `code` document; docs/protocol.md, “Documents”, draws its layout. */
export interface CodeFile {
  id: string;
  path: string;
  /** Null: told by the path's extension. */
  language: string | null;
}

export interface CodeFiles {
  /** Sorted by path. */
  files: readonly CodeFile[];
  /** Id of the file that runs; of an existing one, unless there are none. */
  entryId: string | null;
  /** Language id of the room's next run; null until the document is loaded. */
  language: string | null;
}

/** The server's limits, said before it has to refuse. */
export const fileLimits = { files: 64, pathBytes: 200 } as const;

export function readCodeFiles(doc: Y.Doc): CodeFiles {
  const files: CodeFile[] = [];
  for (const [id, value] of doc.getMap('files')) {
    if (!isRecord(value) || typeof value['path'] !== 'string') continue;
    const language = value['language'];
    files.push({ id, path: value['path'], language: typeof language === 'string' ? language : null });
  }
  files.sort((a, b) => comparePaths(a.path, b.path) || (a.id < b.id ? -1 : 1));

  const meta = doc.getMap('meta');
  const entry = meta.get('entry');
  const language = meta.get('language');
  return {
    files,
    // Somebody may have deleted the entry while somebody else was offline: any file is better than none.
    entryId: files.find((file) => file.id === entry)?.id ?? files[0]?.id ?? null,
    language: typeof language === 'string' ? language : null,
  };
}

/** Folders first at every level, then by name, as file trees do. */
function comparePaths(a: string, b: string): number {
  const left = a.split('/');
  const right = b.split('/');
  for (let at = 0; at < Math.min(left.length, right.length); at++) {
    const leftIsFile = at === left.length - 1;
    const rightIsFile = at === right.length - 1;
    if (leftIsFile !== rightIsFile) return leftIsFile ? 1 : -1;
    const order = (left[at] ?? '').localeCompare(right[at] ?? '', undefined, { numeric: true });
    if (order !== 0) return order;
  }
  return left.length - right.length;
}

/** The shared text of a file. A root type, so two people who make it at once get the same one. */
export function fileText(doc: Y.Doc, id: string): Y.Text {
  return doc.getText(`file:${id}`);
}

/** What a run gets, and a download. */
export function fileContents(doc: Y.Doc): { path: string; text: string }[] {
  return readCodeFiles(doc).files.map((file) => ({ path: file.path, text: fileText(doc, file.id).toJSON() }));
}

/** Why a path cannot be used, as a sentence; null when it can. `id`: the file that is being renamed. */
export function refusePath(path: string, files: readonly CodeFile[], id: string | null): string | null {
  if (path === '') return 'Give the file a name.';
  if (new TextEncoder().encode(path).length > fileLimits.pathBytes) {
    return `A path has at most ${fileLimits.pathBytes} bytes.`;
  }
  if (path.startsWith('-') || path.startsWith('@')) return 'A name cannot start with “-” or “@”.';
  if (/[\\:\p{Cc}\p{Cf}\p{Zl}\p{Zp}\u{10000}-\u{10ffff}]/u.test(path)) {
    return 'Use letters, digits, dots and dashes, and / for folders.';
  }
  if (path.split('/').some((part) => part === '' || part === '.' || part === '..')) {
    return 'A path names folders and a file, such as src/app.py.';
  }
  const others = files.filter((file) => file.id !== id);
  if (others.some((file) => file.path === path)) return `There is a file ${path} already.`;
  if (others.some((file) => file.path.startsWith(`${path}/`) || path.startsWith(`${file.path}/`))) {
    return `${path} would be both a file and a folder.`;
  }
  if (id === null && files.length >= fileLimits.files) return `A room has at most ${fileLimits.files} files.`;
  return null;
}

/** Makes a file and answers its id. `text` is for files that start from something, such as a language's starter. */
export function addFile(doc: Y.Doc, path: string, text = '', language: string | null = null): string {
  const id = crypto.randomUUID().slice(0, 8);
  doc.transact(() => {
    doc.getMap('files').set(id, language === null ? { path } : { path, language });
    if (text !== '') fileText(doc, id).insert(0, text);
  });
  return id;
}

/** The language given at creation went with the old name: from here on the extension tells it. */
export function renameFile(doc: Y.Doc, id: string, path: string): void {
  if (doc.getMap('files').has(id)) doc.getMap('files').set(id, { path });
}

/** Takes the file off the list. Its text stays in the document's history, where the replay finds it. */
export function removeFile(doc: Y.Doc, id: string): void {
  doc.getMap('files').delete(id);
}

export function setEntry(doc: Y.Doc, id: string): void {
  doc.getMap('meta').set('entry', id);
}

/** What switching needs to know of a language. */
export interface LanguageStart {
  id: string;
  fileName: string;
  starter: string;
}

/**
 * Switches the room's language. An entry file that still holds the old language's starter becomes the new one's;
 * written code is never touched: the new language gets its own file beside it, or the one it had before.
 * Answers the id of the file to show.
 */
export function switchLanguage(doc: Y.Doc, to: LanguageStart, from: LanguageStart | null): string | null {
  const { files, entryId } = readCodeFiles(doc);
  let shown = entryId;
  doc.transact(() => {
    doc.getMap('meta').set('language', to.id);
    const existing = files.find((file) => file.path === to.fileName);
    if (existing !== undefined) {
      shown = existing.id;
    } else if (entryId !== null && from !== null && isUntouched(doc, entryId, from)) {
      const text = fileText(doc, entryId);
      text.delete(0, text.length);
      text.insert(0, to.starter);
      doc.getMap('files').set(entryId, { path: to.fileName, language: to.id });
    } else {
      shown = addFile(doc, to.fileName, to.starter, to.id);
    }
    if (shown !== null) setEntry(doc, shown);
  });
  return shown;
}

function isUntouched(doc: Y.Doc, id: string, from: LanguageStart): boolean {
  const text = fileText(doc, id).toJSON();
  return text.trim() === '' || text === from.starter.replaceAll('\r\n', '\n');
}
