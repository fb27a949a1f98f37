/**
 * The fast path of one document: sends this page's edits to the linked pages as they are made, shows theirs before
 * the log has them, sees to it that they get there, and tells when somebody said something else than the log has.
 */
import * as Y from 'yjs';
import type { Clock } from '../environment.ts';
import { encodeFrames, type Entry } from '../frames.ts';
import { asProblem } from '../http.ts';
import type { DocumentName } from '../protocol.ts';
import type { SenderPace } from '../UpdateSender.ts';
import { DirectFrames } from './DirectFrames.ts';
import type { DirectFrame } from './directMessage.ts';
import type { DirectRoom } from './DirectRoom.ts';
import { needsOf } from './needsOf.ts';

/** Edits go to the log this late where everybody sees them anyway: it saves two of three requests (collab.md). */
const windowMs = 500;
const lookMs = 1000;
/** What is not in the log after this is brought there by whoever saw it, if its author is gone. */
const heirMs = 3000;
/**
 * And this late it is a lie, if its author is there: somebody cut off from the server counts as there for 20 s, and
 * this page learns of it up to 10 s later.
 */
const lieMs = 40_000;
/** What a page that is gone left is tried for so long: not all of it may have come here. */
const giveUpMs = 55_000;
/** A new peer is told what the log does not have yet, up to this; the log brings the rest. */
const greetingBytes = 64 * 1024;

interface DirectDocumentOptions {
  name: DocumentName;
  room: DirectRoom;
  clock: Clock;
  doc: () => Y.Doc;
  clientId: () => number;
  /** The text is there. */
  isLoaded: () => boolean;
  /** This page's cursor if it moved; taken with the next message. */
  takeCursor: () => Uint8Array | null;
  /** Brings frames to the log in the name of a page that is gone; rejects with a `Problem`. */
  append: (body: Uint8Array, batch: { number: number; author: number }) => Promise<void>;
  /** The document must be made anew from the log. */
  onLie: () => void;
  /** An edit that builds on this page's own before `clock`. */
  onBuiltUpon: (clock: number) => void;
  /** What this page's edits build on may be in the log. */
  onLogged: () => void;
}

export class DirectDocument {
  readonly #options: DirectDocumentOptions;
  readonly #frames: DirectFrames;
  #isCursorDue = false;
  #cancelLook: (() => void) | null = null;
  /** Since when the log is heard; null while it is not. */
  #onlineSince: number | null = null;
  /** Pages whose frames are on the way to the log by this page's hand. */
  readonly #inherited = new Set<number>();

  constructor(options: DirectDocumentOptions) {
    this.#options = options;
    this.#frames = new DirectFrames(options.name, options.clock);
  }

  /** What the sender of this document's edits goes by. */
  readonly pace: SenderPace = {
    windowMs: () => (this.#options.room.isComplete ? windowMs : 0),
    needsOf: (update, author) =>
      author === this.#options.clientId() && this.#frames.isEmpty ? nothing : needsOf(update, author),
    isLogged: (needs) => this.#frames.hasLogged(needs, this.#options.doc()),
    onFrame: (frame) => this.#send(frame),
  };

  /** Whatever a page sent; shown when it fits. */
  receive(by: number, frames: readonly DirectFrame[]): void {
    this.#frames.add(by, frames);
    this.fit();
  }

  /** Shows what fits by now. */
  fit(): void {
    this.#look();
    if (!this.#options.isLoaded()) return;
    const { shown, hostile, threw } = this.#frames.fit(this.#options.doc());
    for (const client of hostile) this.#options.room.distrust(client, 'it sends what no page sends');
    for (const { walked } of shown) {
      const clock = walked.needs.get(this.#options.clientId());
      if (clock !== undefined) this.#options.onBuiltUpon(clock);
    }
    if (threw || hostile.length > 0) this.#options.onLie();
  }

  /** The log has `entry`, which this page does not have yet. Returns whether the document holds all of it. */
  settle(entry: Entry): boolean {
    const { isShown, isLie } = this.#frames.settle(entry);
    if (isLie) this.#disbelieve(entry.clientId, 'the log has something else');
    return isShown;
  }

  /**
   * Puts into `doc`, made from the log, what is shown and not in the log. Returns the text as it would be if all of
   * this page's own edits `own` and none of the lies were there; null if there were no lies.
   */
  startOver(doc: Y.Doc, own: readonly Uint8Array[]): Y.Doc | null {
    this.#frames.startOver();
    this.#frames.fit(doc);
    const { lies } = this.#frames;
    return lies.size === 0 ? null : withoutLies(doc, lies, own);
  }

  forgetLies(): void {
    this.#frames.forgetLies();
  }

  /** The log is heard, or not any more. */
  onlineChanged(isOnline: boolean): void {
    this.#onlineSince = isOnline ? (this.#onlineSince ?? this.#options.clock.now()) : null;
    this.#look();
  }

  /** To a page that was just linked: what it cannot have yet. */
  greet(unsent: readonly DirectFrame[]): void {
    let bytes = 0;
    const frames = unsent.filter(({ update }) => (bytes += update.length) <= greetingBytes);
    const cursor = this.#options.takeCursor();
    if (frames.length > 0 || cursor !== null) this.#options.room.send(this.#options.name, cursor, frames);
  }

  stop(): void {
    this.#cancelLook?.();
    this.#cancelLook = null;
    this.#onlineSince = null;
  }

  /** At once, before anything else is done about the edit: this is what others wait for. */
  #send(frame: DirectFrame): void {
    const { room, name, takeCursor } = this.#options;
    room.send(name, null, [frame]);
    if (this.#isCursorDue) return;
    this.#isCursorDue = true;
    // The cursor that moved with this edit is known at the end of the current task.
    queueMicrotask(() => {
      this.#isCursorDue = false;
      const cursor = takeCursor();
      if (cursor !== null) room.send(name, cursor, []);
    });
  }

  #disbelieve(client: number, why: string): void {
    this.#options.room.distrust(client, why);
    this.#withdraw(client);
  }

  /** What a page said and the log will never have is not shown any more. */
  #withdraw(client: number): void {
    this.#frames.disbelieve(client);
    this.#options.onLie();
  }

  /** As long as something is not in the log, every second. */
  #look(): void {
    if (this.#frames.isEmpty || this.#onlineSince === null) return;
    this.#cancelLook ??= this.#options.clock.after(lookMs, () => {
      this.#cancelLook = null;
      this.fit(); // What has waited too long goes.
      for (const client of this.#frames.authors) this.#judge(client);
      this.#options.onLogged();
      this.#look();
    });
  }

  #judge(client: number): void {
    const { room, clock } = this.#options;
    const first = this.#frames.pendingOf(client)[0];
    if (first === undefined || this.#onlineSince === null) return;
    const age = clock.now() - Math.max(first.since, this.#onlineSince);
    const isPresent = room.isPresent(client);
    if (age >= lieMs && isPresent) this.#disbelieve(client, 'it does not say the same to the log');
    else if (age >= giveUpMs) this.#withdraw(client);
    else if (age >= heirMs && !(isPresent && room.isLinked(client))) void this.#inherit(client);
  }

  /** Brings the first batch of a page that is gone to the log, if all that it builds on is there. */
  async #inherit(client: number): Promise<void> {
    const pending = this.#frames.pendingOf(client);
    const number = pending[0]?.batch ?? 0;
    const frames = pending.filter(({ batch }) => batch === number);
    const doc = this.#options.doc();
    const isReady = frames.every(({ walked }) => this.#frames.hasLogged(walked.needs, doc));
    if (this.#inherited.has(client) || !isReady) return;
    this.#inherited.add(client);
    try {
      await this.#options.append(encodeFrames(frames), { number, author: client });
    } catch (error) {
      const problem = asProblem(error);
      // Still there, or not all of it here: it may yet come, or count as gone.
      const mayYet = problem.isPassing || problem.code === 'AUTHOR_PRESENT' || problem.code === 'BATCH_GAP';
      if (!mayYet) this.#withdraw(client);
    } finally {
      this.#inherited.delete(client);
    }
  }
}

const nothing: ReadonlyMap<number, number> = new Map();

/** `doc` with `own`, which may lie beside or inside of what was a lie, but without that. */
function withoutLies(doc: Y.Doc, lies: DirectFrames['lies'], own: readonly Uint8Array[]): Y.Doc {
  const copy = new Y.Doc({ gc: false });
  Y.applyUpdate(copy, Y.encodeStateAsUpdate(doc));
  for (const { update, walked } of [...lies.values()].flat()) {
    if (walked.end === walked.start) continue;
    const inserted = new Uint8Array(walked.deletesAt + 1); // and nothing deleted
    inserted.set(update.subarray(0, walked.deletesAt));
    Y.applyUpdate(copy, inserted);
  }
  for (const update of own) Y.applyUpdate(copy, update);
  copy.transact((transaction) => {
    for (const [client, frames] of lies)
      for (const { walked } of frames) {
        const from = Math.max(walked.start, Y.getState(doc.store, client));
        deleteTicks(transaction, client, from, Math.min(walked.end, Y.getState(copy.store, client)));
      }
  });
  return copy;
}

function deleteTicks(transaction: Y.Transaction, client: number, from: number, to: number): void {
  const { store } = transaction.doc;
  for (let at = from; at < to;) {
    const item: unknown = Y.getItemCleanStart(transaction, Y.createID(client, at));
    if (!(item instanceof Y.Item)) return;
    if (at + item.length > to) Y.getItemCleanEnd(transaction, store, Y.createID(client, to - 1));
    item.delete(transaction);
    at += item.length;
  }
}
