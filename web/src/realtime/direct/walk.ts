/**
 * The walker of functions/Collab/YUpdate.cs for what a page gets directly, before Yjs believes it. Both are held to
 * the verdicts of walk.vectors.json; docs/collab.md says what follows from each check.
 */
import * as Y from 'yjs';
import type { DocumentName } from '../protocol.ts';
import { ByteReader } from './ByteReader.ts';
import { allowsEntry, allowsKind, allowsRoot, isMap, isTyped, kinds } from './documentRules.ts';

export type WalkRefusal =
  | 'Malformed'
  | 'NotYours'
  /** Something before it is missing, or it was sent before. */
  | 'Gap'
  /** Builds on what is not there. */
  | 'UnknownReference'
  | 'Kind'
  | 'Parent'
  | 'Content'
  | 'Full';

/** What an update is made of, as far as order is concerned. */
export interface Walked {
  /** Clock of the first struct and after the last; equal when it only deletes. */
  start: number;
  end: number;
  /** Where the delete set begins in the bytes. */
  deletesAt: number;
  deletes: readonly { client: number; clock: number; length: number }[];
  /** By other client: the clock up to which the update builds on what they wrote. */
  needs: ReadonlyMap<number, number>;
}

export interface WalkedDocument {
  name: DocumentName;
  doc: Y.Doc;
}

/** Ticks ever inserted; the server counts bytes of values where this counts values. */
const maxInserted = 8 << 20;

interface Id {
  client: number;
  clock: number;
}

/** Judges one update of `author` against the document as it is, and changes nothing. */
export function walk(update: Uint8Array, author: number, document: WalkedDocument): Walked | WalkRefusal {
  return new Walk(update, author, document).run();
}

class Walk {
  readonly #reader: ByteReader;
  readonly #bytes: Uint8Array;
  readonly #author: number;
  readonly #name: DocumentName;
  readonly #doc: Y.Doc;
  readonly #needs = new Map<number, number>();
  /** Roots of the structs of this update, from a clock on. */
  readonly #runs: { from: number; root: string | null }[] = [];
  #start: number;
  #clock: number;

  constructor(update: Uint8Array, author: number, { name, doc }: WalkedDocument) {
    this.#bytes = update;
    this.#reader = new ByteReader(update);
    this.#author = author;
    this.#name = name;
    this.#doc = doc;
    this.#start = this.#clock = Y.getState(doc.store, author);
  }

  run(): Walked | WalkRefusal {
    const reader = this.#reader;
    const sections = reader.uint();
    if (sections > 1) return 'NotYours';
    if (sections === 1) {
      const refusal = this.#structs();
      if (refusal !== null) return refusal;
    }
    const deletesAt = reader.position;
    const deletes: Walked['deletes'][number][] = [];
    for (let clients = reader.count(4); clients > 0; clients--) {
      const refusal = this.#deletes(deletes);
      if (refusal !== null) return refusal;
    }
    if (!reader.isDone) return 'Malformed';
    return { start: this.#start, end: this.#clock, deletesAt, deletes, needs: this.#needs };
  }

  #structs(): WalkRefusal | null {
    const reader = this.#reader;
    let count = reader.uint();
    const client = reader.uint();
    const clock = reader.uint();
    if (reader.failed || count === 0 || count > reader.remaining) return 'Malformed';
    if (client !== this.#author) return 'NotYours';
    if (clock !== this.#clock) return 'Gap';
    let room = maxInserted;
    for (const id of this.#doc.store.clients.keys()) room -= Y.getState(this.#doc.store, id);
    for (; count > 0; count--) {
      const length = this.#struct();
      if (typeof length === 'string') return length;
      room -= length;
      if (room < 0) return 'Full';
    }
    return null;
  }

  /** Returns its length. */
  #struct(): number | WalkRefusal {
    const reader = this.#reader;
    const info = reader.byte();
    const kind = info & 0x1f;
    const known = allowsKind(this.#name, kind);
    const origin = known && (info & 0x80) !== 0 ? this.#id() : null;
    const rightOrigin = known && (info & 0x40) !== 0 ? this.#id() : null;
    const hasParent = (info & 0xc0) === 0;
    let rootName: string | null = null;
    let parent: Id | null = null;
    let key = '';
    if (known && hasParent) {
      const isRoot = reader.uint();
      if (isRoot === 1) rootName = reader.text();
      else if (isRoot === 0) parent = this.#id();
      else reader.fail();
      if ((info & 0x20) !== 0) key = reader.text();
    }
    if (!known) return 'Kind';
    if (reader.failed) return 'Malformed';
    const content = this.#content(kind);
    if (content === null) return 'Malformed';

    // The root it is in; null if a neighbour is not known to be in one.
    let root: string | null = null;
    if (origin !== null) {
      if (!this.#isKnown(origin)) return 'UnknownReference';
      root = this.#rootAt(origin);
    }
    if (rightOrigin !== null) {
      if (!this.#isKnown(rightOrigin)) return 'UnknownReference';
      const right = this.#rootAt(rightOrigin);
      if (root === null) root = right;
      else if (right !== null && right !== root) return 'Parent';
    }
    if (hasParent && parent !== null) {
      if (isTyped(this.#name)) return 'Parent';
      if (!this.#isKnown(parent)) return 'UnknownReference';
    } else if (hasParent && rootName !== null) {
      if (!allowsRoot(this.#name, rootName)) return 'Parent';
      if (isTyped(this.#name)) root = rootName;
    }
    if (isTyped(this.#name)) {
      const isEntry = (info & 0x20) !== 0;
      const entry = isEntry ? { key, isNew: hasParent, hasRight: rightOrigin !== null } : null;
      const refusal = judgeTyped(kind, root, entry, content);
      if (refusal !== null) return refusal;
    }
    if (this.#runs.at(-1)?.root !== root || this.#runs.length === 0)
      this.#runs.push({ from: this.#clock, root });
    this.#clock += content.length;
    return content.length;
  }

  #id(): Id {
    const client = this.#reader.uint();
    return { client, clock: this.#reader.uint() };
  }

  /** Null when it is malformed. */
  #content(kind: number): Content | null {
    const reader = this.#reader;
    if (kind === kinds.string) {
      const text = reader.text();
      return reader.failed || text === '' ? null : { text, bytes: this.#bytes, length: text.length };
    }
    const start = reader.position;
    let length = 1;
    if (kind === kinds.embed) reader.json();
    else if (kind === kinds.format) {
      reader.text();
      reader.json();
    } else if (kind === kinds.type) this.#type();
    else {
      length = reader.count();
      for (let left = length; left > 0 && !reader.failed; left--) reader.any();
    }
    const bytes = this.#bytes.subarray(start, reader.position);
    return reader.failed || length === 0 ? null : { text: null, bytes, length };
  }

  /** Array, map, text, fragment and XML text have no name; XML elements and hooks do. */
  #type(): void {
    const type = this.#reader.uint();
    if (type === 3 || type === 5) this.#reader.text();
    else if (type > 6) this.#reader.fail();
  }

  #deletes(deletes: Walked['deletes'][number][]): WalkRefusal | null {
    const reader = this.#reader;
    const client = reader.uint();
    let ranges = reader.count(2);
    if (ranges === 0) return 'Malformed';
    const isOwn = client === this.#author;
    const known = isOwn ? this.#clock : Y.getState(this.#doc.store, client);
    if (known === 0) return 'UnknownReference';
    for (; ranges > 0; ranges--) {
      const clock = reader.uint();
      const length = reader.uint();
      if (reader.failed || length === 0) return 'Malformed';
      if (clock + length > known) return 'UnknownReference';
      if (!isOwn) this.#need(client, clock + length);
      deletes.push({ client, clock, length });
    }
    return null;
  }

  /** Of the author only what came before (Yjs throws otherwise, half way through); of others what is there. */
  #isKnown({ client, clock }: Id): boolean {
    if (client === this.#author) return clock < this.#clock;
    const known = Y.getState(this.#doc.store, client);
    this.#need(client, clock + 1);
    return clock < known;
  }

  #need(client: number, clock: number): void {
    if (clock > (this.#needs.get(client) ?? 0)) this.#needs.set(client, clock);
  }

  #rootAt({ client, clock }: Id): string | null {
    if (client === this.#author && clock >= this.#start)
      return this.#runs.findLast(({ from }) => from <= clock)?.root ?? null;
    const item: unknown = Y.getItem(this.#doc.store, Y.createID(client, clock));
    const parent = item instanceof Y.Item ? item.parent : null;
    return parent instanceof Y.AbstractType && parent._item === null ? Y.findRootTypeKey(parent) : null;
  }
}

interface Content {
  text: string | null;
  bytes: Uint8Array;
  length: number;
}

/** Maps hold values, texts hold text; a value must know its map. */
function judgeTyped(
  kind: number,
  root: string | null,
  entry: { key: string; isNew: boolean; hasRight: boolean } | null,
  content: Content,
): WalkRefusal | null {
  const map = root !== null && isMap(root) ? root : null;
  if (kind === kinds.string) {
    if (map !== null || entry !== null) return 'Parent';
    return content.text?.includes('\r') === true ? 'Content' : null;
  }
  if (map === null) return root === null ? 'UnknownReference' : 'Parent';
  if (entry === null || entry.hasRight || (entry.isNew && entry.key === '')) return 'Parent';
  return allowsEntry(map, entry.key, content.bytes) ? null : 'Content';
}
