import type * as Y from 'yjs';
import { StateStore, type Store } from '../../lib/store.ts';
import type { DocumentLink } from '../../realtime/DocumentLink.ts';
import type { Language, RunFile } from '../../realtime/protocol.ts';
import type { RoomLink } from '../../realtime/RoomLink.ts';
import { textOf } from './TextBinding.ts';

export interface CodeFile {
  id: string;
  /** Unique among the files shown: of two people's files of one name, the later one gets a number. */
  path: string;
  /** Id of a language, null for plain text. */
  language: string | null;
}

export interface CodeState {
  /** By path. Empty until loaded. */
  files: readonly CodeFile[];
  /** Id of the file that runs. */
  entry: string | null;
  /** Id of the room's language. */
  language: string;
}

/** A path that the document does not take; `message` says why, for the person who typed it. */
export class PathError extends Error {
  override readonly name = 'PathError';
}

/** Of the server's checks (docs/protocol.md): UTF-16 units of a path. */
const longestPath = 200;
const mostFiles = 64;

interface FileEntry {
  path: string;
  language?: string;
}

const links = new WeakMap<RoomLink, EditorDocument>();

/** The code document of a room, one object for each link. */
export function editorDocument(link: RoomLink): EditorDocument {
  const known = links.get(link);
  if (known !== undefined) return known;
  const made = new EditorDocument(link.document('code'));
  links.set(link, made);
  return made;
}

/** The files of a room: what they are called, which one runs, in which language. */
export class EditorDocument {
  readonly link: DocumentLink;
  readonly state: Store<CodeState>;
  readonly #state = new StateStore<CodeState>({ files: [], entry: null, language: '' });

  constructor(link: DocumentLink) {
    this.link = link;
    this.state = this.#state;
    this.#follow();
    link.onRebuilt(() => this.#follow());
  }

  text(fileId: string): Y.Text {
    return this.link.doc.getText(`file:${fileId}`);
  }

  /** What a run is given: every file by its shown path. */
  runFiles(): { files: RunFile[]; entry: string | undefined } {
    const { files, entry } = this.#state.getSnapshot();
    return {
      files: files.map(({ id, path }) => ({ path, text: textOf(this.text(id)) })),
      entry: files.find(({ id }) => id === entry)?.path,
    };
  }

  /** Returns the new file's id. Throws `PathError`. */
  createFile(path: string, language: string | null = null, text = ''): string {
    const checked = this.#checkPath(path, null);
    if (this.#files.size >= mostFiles) throw new PathError(`A room has at most ${mostFiles} files.`);
    const id = newFileId();
    this.#edit(() => {
      this.#files.set(id, entryOf(checked, language));
      if (text !== '') this.text(id).insert(0, text);
    });
    return id;
  }

  /** Throws `PathError`. */
  renameFile(fileId: string, path: string): void {
    const entry = this.#files.get(fileId);
    if (entry === undefined) throw new PathError('Somebody deleted this file meanwhile.');
    const checked = this.#checkPath(path, fileId);
    if (checked === entry.path) return;
    // Another extension says another language; the file's own would contradict it.
    const renamed =
      extensionOf(checked) === extensionOf(entry.path) ? { ...entry, path: checked } : { path: checked };
    this.#edit(() => this.#files.set(fileId, renamed));
  }

  /** The last file stays. What others typed into a deleted file stays in the log. */
  deleteFile(fileId: string): void {
    const { files, entry } = this.#state.getSnapshot();
    const next = files.find(({ id }) => id !== fileId);
    if (next === undefined) throw new PathError('A room keeps at least one file.');
    this.#edit(() => {
      this.#files.delete(fileId);
      if (entry === fileId) this.#meta.set('entry', next.id);
    });
  }

  setEntry(fileId: string): void {
    this.#edit(() => this.#meta.set('entry', fileId));
  }

  /**
   * Turns the room to another language. A starter that nobody touched makes way for the new one; anything else
   * is somebody's work, so the new starter gets a file of its own. Returns the id of the file to show.
   */
  switchLanguage(to: Language, known: readonly Language[]): string {
    const { files, entry } = this.#state.getSnapshot();
    const existing = files.find((file) => file.language === to.id);
    const current = files.find(({ id }) => id === entry);
    const starter = known.find(({ id }) => id === current?.language)?.starter;
    if (existing !== undefined) {
      this.#edit(() => {
        this.#meta.set('language', to.id);
        this.#meta.set('entry', existing.id);
      });
      return existing.id;
    }
    if (current !== undefined && starter !== undefined && textOf(this.text(current.id)) === lf(starter)) {
      this.#edit(() => {
        const text = this.text(current.id);
        text.delete(0, text.length);
        text.insert(0, lf(to.starter));
        this.#files.set(current.id, entryOf(this.#freePath(to.fileName, current.id), to.id));
        this.#meta.set('language', to.id);
      });
      return current.id;
    }
    const id = newFileId();
    this.#edit(() => {
      this.#files.set(id, entryOf(this.#freePath(to.fileName, null), to.id));
      this.text(id).insert(0, lf(to.starter));
      this.#meta.set('language', to.id);
      this.#meta.set('entry', id);
    });
    return id;
  }

  get #files(): Y.Map<FileEntry> {
    return this.link.doc.getMap<FileEntry>('files');
  }

  get #meta(): Y.Map<string> {
    return this.link.doc.getMap<string>('meta');
  }

  #edit(change: () => void): void {
    this.link.doc.transact(change, this);
  }

  #follow(): void {
    this.#files.observe(this.#read);
    this.#meta.observe(this.#read);
    this.#read();
  }

  readonly #read = (): void => {
    const taken = new Set<string>();
    const files = [...this.#files.entries()]
      .sort(([a], [b]) => (a === 'main' ? -1 : b === 'main' ? 1 : a < b ? -1 : 1))
      .map(([id, { path, language }]): CodeFile => {
        const unique = numbered(path, (candidate) => taken.has(candidate));
        taken.add(unique);
        return { id, path: unique, language: language ?? null };
      });
    files.sort((a, b) => (a.path < b.path ? -1 : 1));
    const entry = this.#meta.get('entry') ?? null;
    this.#state.set({
      files,
      entry: files.some(({ id }) => id === entry) ? entry : (files[0]?.id ?? null),
      language: this.#meta.get('language') ?? '',
    });
  };

  #freePath(path: string, ownId: string | null): string {
    const { files } = this.#state.getSnapshot();
    return numbered(path, (candidate) => files.some((file) => file.id !== ownId && file.path === candidate));
  }

  #checkPath(path: string, ownId: string | null): string {
    const trimmed = path.trim().normalize('NFC');
    const segments = trimmed.split('/');
    if (trimmed === '') throw new PathError('A file needs a name.');
    if (trimmed.length > longestPath) throw new PathError(`A path has at most ${longestPath} characters.`);
    // What the server refuses to run: paths become arguments of compilers.
    if (/^[-@]/.test(trimmed)) throw new PathError('A path does not begin with - or @.');
    if (/[\\:\p{Cc}\p{Cf}\p{Zl}\p{Zp}\u{10000}-\u{10ffff}]/u.test(trimmed))
      throw new PathError('A path has no backslash, colon, emoji or invisible character.');
    if (segments.some((segment) => segment === '' || segment === '.' || segment === '..')) {
      throw new PathError('A path is like “main.py” or “lib/util.py”.');
    }
    if (this.#freePath(trimmed, ownId) !== trimmed)
      throw new PathError(`There is a file “${trimmed}” already.`);
    return trimmed;
  }
}

/** From the last dot on, or empty. */
function extensionOf(path: string): string {
  return /\.[^./]+$/.exec(path)?.[0] ?? '';
}

function entryOf(path: string, language: string | null): FileEntry {
  return language === null ? { path } : { path, language };
}

/** `main.py`, or `main-2.py`, `main-3.py` … while that is taken. */
function numbered(path: string, isTaken: (path: string) => boolean): string {
  if (!isTaken(path)) return path;
  const dot = path.lastIndexOf('.');
  const at = dot > path.lastIndexOf('/') + 1 ? dot : path.length;
  for (let number = 2; ; number++) {
    const candidate = `${path.slice(0, at)}-${number}${path.slice(at)}`;
    if (!isTaken(candidate)) return candidate;
  }
}

/** Short, since each edit of the file names it on the wire until Yjs refers to a neighbour instead. */
function newFileId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(8));
  return [...bytes].map((byte) => byte.toString(36).padStart(2, '0')).join('');
}

function lf(text: string): string {
  return text.replace(/\r\n?/g, '\n');
}
