/**
 * What other pages sent directly of one document and the log has not delivered yet.
 *
 * A frame waits until it fits (its author's frames before it and all it builds on are there), is then shown, and
 * stays pending until the log brings the same bytes. The log is the truth: where it says something else, its author
 * lied, and the document has to be rebuilt without what came directly from there.
 */
import * as Y from 'yjs';
import { remoteOrigin } from '../applyEntries.ts';
import type { Clock } from '../environment.ts';
import type { Entry } from '../frames.ts';
import type { DocumentName } from '../protocol.ts';
import type { DirectFrame } from './directMessage.ts';
import { updateStart } from './updateStart.ts';
import { walk, type Walked } from './walk.ts';

/** Bytes that one author may have waiting; what is lost beyond comes with the log. */
const waitingBytes = 256 * 1024;
/** What has waited so long comes with the log or was never meant to fit. */
const waitingMs = 10_000;

export interface PendingFrame extends DirectFrame {
  walked: Walked;
  /** When it was shown. */
  since: number;
}

interface Author {
  waiting: { frame: DirectFrame; since: number }[];
  pending: PendingFrame[];
}

export class DirectFrames {
  readonly #name: DocumentName;
  readonly #clock: Clock;
  readonly #authors = new Map<number, Author>();
  /** By author, what was shown of pages that are not believed any more: it is in the document until that is made anew. */
  readonly #lies = new Map<number, PendingFrame[]>();

  constructor(name: DocumentName, clock: Clock) {
    this.#name = name;
    this.#clock = clock;
  }

  /** Nothing waits, and all that was shown is in the log. */
  get isEmpty(): boolean {
    return this.#authors.size === 0 && this.#lies.size === 0;
  }

  get lies(): ReadonlyMap<number, readonly PendingFrame[]> {
    return this.#lies;
  }

  /** Pages with frames that are shown and not in the log. */
  get authors(): number[] {
    return [...this.#authors].filter(([, { pending }]) => pending.length > 0).map(([client]) => client);
  }

  pendingOf(client: number): readonly PendingFrame[] {
    return this.#authors.get(client)?.pending ?? [];
  }

  /** Takes frames of page `by`; `fit` shows what fits. */
  add(by: number, frames: readonly DirectFrame[]): void {
    const author = this.#authors.get(by) ?? { waiting: [], pending: [] };
    this.#authors.set(by, author);
    const since = this.#clock.now();
    let bytes = author.waiting.reduce((sum, { frame }) => sum + frame.update.length, 0);
    for (const frame of frames) {
      bytes += frame.update.length;
      // After a lost one the rest would not fit anyway.
      if (bytes > waitingBytes && author.waiting.length > 0) break;
      author.waiting.push({ frame, since });
    }
  }

  /**
   * Applies to `doc` whatever fits by now. `shown` is that; `hostile` are authors of what no honest page sends, whose
   * frames are forgotten; `threw` if `doc` must be rebuilt.
   */
  fit(doc: Y.Doc): { shown: PendingFrame[]; hostile: number[]; threw: boolean } {
    const shown: PendingFrame[] = [];
    const hostile: number[] = [];
    let threw = false;
    for (let goesOn = true; goesOn && !threw;) {
      goesOn = false;
      for (const [client, author] of [...this.#authors]) {
        const outcome = this.#fitNext(doc, client, author);
        if (outcome === 'stuck') continue;
        if (outcome === 'hostile' || outcome === 'threw') {
          hostile.push(client);
          threw ||= outcome === 'threw';
        } else {
          goesOn = true;
          if (outcome !== 'stale') shown.push(outcome);
        }
      }
    }
    this.#tidy();
    return { shown, hostile, threw };
  }

  /** The log has `entry`. `isShown`: all of it is in the document already; `isLie`: its author sent something else directly. */
  settle({ clientId, frames }: Entry): { isShown: boolean; isLie: boolean } {
    const author = this.#authors.get(clientId);
    if (author === undefined || author.pending.length === 0) return { isShown: false, isLie: false };
    let isShown = true;
    let isLie = false;
    for (const { update } of frames) {
      const at = author.pending.findIndex((frame) => isSame(frame.update, update));
      if (at >= 0) {
        author.pending.splice(at, 1);
        continue;
      }
      isShown = false;
      isLie ||= isAmong(author.pending, update);
    }
    this.#tidy();
    return { isShown, isLie };
  }

  /** The document is another one, made from the log: what is pending is to be shown in it, by the next `fit`. */
  startOver(): void {
    for (const author of this.#authors.values()) {
      const again = author.pending.map((frame) => ({ frame, since: frame.since }));
      author.waiting = [...again, ...author.waiting];
      author.pending = [];
    }
  }

  /** Nothing of a page is believed any more: what of it was shown is a lie. */
  disbelieve(client: number): void {
    const pending = this.pendingOf(client);
    if (pending.length > 0) this.#lies.set(client, [...(this.#lies.get(client) ?? []), ...pending]);
    this.#authors.delete(client);
  }

  /** The document was made anew without the lies. */
  forgetLies(): void {
    this.#lies.clear();
  }

  /** Whether the log has all that an edit builds on, as far as `doc` tells, which has what is pending and the lies too. */
  hasLogged(needs: ReadonlyMap<number, number>, doc: Y.Doc): boolean {
    for (const [client, clock] of needs) {
      const unlogged = [...(this.#lies.get(client) ?? []), ...this.pendingOf(client)];
      const first = unlogged.find(({ walked }) => walked.end > walked.start);
      if (clock > (first?.walked.start ?? Y.getState(doc.store, client))) return false;
    }
    return true;
  }

  #fitNext(
    doc: Y.Doc,
    client: number,
    author: Author,
  ): PendingFrame | 'stuck' | 'stale' | 'hostile' | 'threw' {
    const next = author.waiting[0];
    if (next === undefined) return 'stuck';
    const { frame, since } = next;
    const walked = walk(frame.update, client, { name: this.#name, doc });
    if (walked === 'Gap' && (updateStart(frame.update) ?? 0) < Y.getState(doc.store, client)) {
      author.waiting.shift(); // The log, or an earlier message, was faster.
      return 'stale';
    }
    if (walked === 'Gap' || walked === 'UnknownReference') {
      if (this.#clock.now() - since < waitingMs) return 'stuck';
      author.waiting = [];
      return 'stale';
    }
    author.waiting.shift();
    if (typeof walked === 'string') {
      console.warn(`CodeMeet: page ${client} sends directly what no page sends: ${walked}.`);
      this.disbelieve(client);
      return 'hostile';
    }
    if (walked.start === walked.end && walked.deletes.every((range) => isGone(doc, range))) return 'stale';
    try {
      Y.applyUpdate(doc, frame.update, remoteOrigin);
    } catch (error) {
      console.warn(`CodeMeet: what page ${client} sent directly throws in this page.`, error);
      this.disbelieve(client);
      return 'threw';
    }
    const pending = { ...frame, walked, since };
    author.pending.push(pending);
    return pending;
  }

  #tidy(): void {
    for (const [client, { waiting, pending }] of this.#authors)
      if (waiting.length === 0 && pending.length === 0) this.#authors.delete(client);
  }
}

function isSame(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, at) => byte === b[at]);
}

/** Whether an update has structs where these frames have theirs. */
function isAmong(pending: readonly PendingFrame[], update: Uint8Array): boolean {
  const start = updateStart(update);
  const first = pending.find(({ walked }) => walked.end > walked.start);
  return start !== null && first !== undefined && start >= first.walked.start;
}

function isGone(doc: Y.Doc, { client, clock, length }: Walked['deletes'][number]): boolean {
  const structs = doc.store.clients.get(client);
  if (structs === undefined) return false;
  for (let at = clock; at < clock + length;) {
    const struct = structs[Y.findIndexSS(structs, at)];
    if (!struct?.deleted) return false;
    at = struct.id.clock + struct.length;
  }
  return true;
}
