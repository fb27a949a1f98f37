/**
 * Brings one document's edits to the server's log: in order, each batch once, none forgotten before it is
 * acknowledged.
 *
 * One request is under way at a time; what is typed meanwhile collects in the next batch, so a slow network
 * makes batches larger instead of queues longer. A batch's number is the place of its entry among the entries of
 * the page that made it, and is fixed with each frame: whoever sends batch 7 of that page, now, on page hide or
 * after a reload, means the same entry, and the server recognises it. Another tab may have known only the first
 * frames of a batch when it sent them; `settleEntry` finds that out from the log and renumbers what is left. Where
 * only deletions are left, which have no clock, that may count one too many: the server says so (`BATCH_GAP`).
 */
import * as Y from 'yjs';
import { Backoff } from './backoff.ts';
import type { Clock } from './environment.ts';
import { encodeFrames, frameLength, type Entry } from './frames.ts';
import { asProblem, Problem } from './http.ts';
import type { LeftFrames, Outbox, OutboxFrame, OutboxKey } from './outbox.ts';
import type { SendBudget } from './SendBudget.ts';
import { splitUpdate } from './splitUpdate.ts';
import { updateStart } from './direct/updateStart.ts';

/** The server takes 60 KiB a batch. */
export const batchBytes = 60 * 1024;
/** Longer than the lies and the deaths of others take to be found out (`DirectDocument`). */
const stuckMs = 60_000;
/** Leaves room for a frame's two varints. */
const updateBytes = batchBytes - 16;

export interface Batch {
  /** The page that made it; another one than now after a reload. */
  clientId: number;
  number: number;
  frames: OutboxFrame[];
  bytes: number;
  /** It was sent, or may have been: it takes no more frames. */
  isSealed: boolean;
  /** By other client: up to which clock the log must have its edits before it takes this batch. */
  needs: ReadonlyMap<number, number>;
}

/** What pages that hear each other directly change for a sender. */
export interface SenderPace {
  /** How long edits may collect before they go to the log: others see them anyway. 0: somebody waits for the log. */
  windowMs: () => number;
  /** What of other pages' edits, by client and clock, an update builds on. */
  needsOf: (update: Uint8Array, author: number) => ReadonlyMap<number, number>;
  /** True when the log has all that. Say `release` when that may have changed. */
  isLogged: (needs: ReadonlyMap<number, number>) => boolean;
  /** A frame was made of an edit of this page. */
  onFrame: (frame: OutboxFrame) => void;
}

export interface SenderState {
  /** Frames not acknowledged. */
  waiting: number;
  /** The last try got no answer or a passing failure. */
  failing: boolean;
}

interface SenderOptions {
  place: Omit<OutboxKey, 'clientId'>;
  clock: Clock;
  random: () => number;
  outbox: Outbox;
  budget: SendBudget;
  pace: SenderPace;
  /** Resolves with the entry's seq; rejects with a `Problem`. */
  post: (batch: Batch, body: Uint8Array) => Promise<number>;
  onAcknowledged: (seq: number, batch: Batch) => void;
  /** A refusal that no retry can change. The sender stands still until `resume` or `drop`. */
  onRefused: (problem: Problem, batch: Batch) => void;
  /** What the next batch builds on has not come for so long that it never will. The sender stands still as above. */
  onStuck: () => void;
  onChange: (state: SenderState) => void;
}

export class UpdateSender {
  readonly #options: SenderOptions;
  readonly #backoff: Backoff;
  #clientId = 0;
  #nextBatch = 1;
  #nextIndex = 1;
  #lastFrameAt: number | null = null;
  #queue: Batch[] = [];
  #sending = false;
  #halted = true;
  #failing = false;
  #cancelTimer: (() => void) | null = null;
  /** Ends the wait for more edits; null while none is under way. */
  #cancelWindow: (() => void) | null = null;
  #cancelStuck: (() => void) | null = null;

  constructor(options: SenderOptions) {
    this.#options = options;
    this.#backoff = new Backoff(options.random);
  }

  get state(): SenderState {
    return {
      waiting: this.#queue.reduce((sum, batch) => sum + batch.frames.length, 0),
      failing: this.#failing,
    };
  }

  /** Frames that the server has not acknowledged, in the order they were made. */
  get pending(): readonly OutboxFrame[] {
    return this.#queue.flatMap((batch) => batch.frames);
  }

  /** Those of this page. */
  get ownPending(): readonly OutboxFrame[] {
    return this.#queue.filter(({ clientId }) => clientId === this.#clientId).flatMap(({ frames }) => frames);
  }

  /** From now on edits are those of page `clientId`, whose numbers start anew. */
  adopt(clientId: number): void {
    this.#clientId = clientId;
    this.#nextBatch = 1;
    this.#nextIndex = 1;
    this.#lastFrameAt = null;
  }

  /** What earlier pages and other tabs left unsent on this browser's disk. */
  async readLeft(): Promise<LeftFrames[]> {
    try {
      const left = await this.#options.outbox.left(this.#options.place);
      return left.filter(({ clientId }) => clientId !== this.#clientId);
    } catch (error) {
      console.warn('CodeMeet: this browser does not tell what an earlier page left unsent.', error);
      return [];
    }
  }

  /**
   * Takes over what other pages left behind; it is sent in their name, before anything of this one, the oldest page
   * first. `clockOf` tells how far the log has a page's edits.
   */
  inherit(left: readonly LeftFrames[], clockOf: (clientId: number) => number): void {
    for (const { clientId, frames } of left) {
      if (this.#hasPending(clientId)) continue;
      // Frames whose batch has lost its head: the head was sent by a page that did not know of the rest.
      const shift = frames[0] !== undefined && frames[0].place > 0 ? 1 : 0;
      this.#enqueue(this.#toBatches(clientId, frames, shift));
      this.#changed();
      this.#settle(clientId, clockOf(clientId));
    }
  }

  /** An edit of this page or an earlier one that is in the log is acknowledged, whoever sent it. */
  settleEntry({ clientId, frames }: Pick<Entry, 'clientId' | 'frames'>): void {
    if (!this.#hasPending(clientId)) return;
    const clock = frames.flatMap(({ update }) => endClock(update) ?? []).at(-1);
    if (clock !== undefined) this.#settle(clientId, clock);
  }

  /** Takes one local edit; an oversized one is cut into several frames. */
  push(update: Uint8Array): void {
    for (const part of splitUpdate(update, updateBytes)) this.#pushFrame(part);
    this.#changed();
    // Not at once: the cursor that moved with this edit is known at the end of the current task.
    queueMicrotask(() => this.#pumpAfterWindow());
  }

  /** What an edit builds on may be in the log now. */
  release(): void {
    this.#pump();
  }

  /** Somebody waits for this page's edits before `clock` to be in the log: does not wait for more of them. */
  hurry(clock: number): void {
    if (this.#cancelWindow === null) return;
    const from = this.ownPending.map(({ update }) => updateStart(update)).find((start) => start !== null);
    if (from != null && from < clock) this.#endWindow();
  }

  resume(): void {
    this.#halted = false;
    this.#pump();
  }

  halt(): void {
    this.#halted = true;
    this.#cancelWindow?.();
    this.#cancelWindow = null;
    this.#cancelStuck?.();
    this.#cancelStuck = null;
    this.#cancelTimer?.();
    this.#cancelTimer = null;
  }

  /** The network may be back: does not wait for the next planned try. */
  tryNow(): void {
    this.#endWindow();
    if (!this.#failing) return;
    this.#cancelTimer?.();
    this.#cancelTimer = null;
    this.#pump();
  }

  /** Forgets the batches of one page, also on disk, and returns their frames. */
  drop(clientId: number): OutboxFrame[] {
    const dropped = this.#queue.filter((batch) => batch.clientId === clientId);
    // The server counts entries: the numbers of what it never took are free again.
    if (clientId === this.#clientId) this.#nextBatch = dropped[0]?.number ?? this.#nextBatch;
    this.#queue = this.#queue.filter((batch) => batch.clientId !== clientId);
    for (const batch of dropped) this.#forget(batch);
    this.#changed();
    return dropped.flatMap((batch) => batch.frames);
  }

  /**
   * Forgets, of each page, the first frame that does not fit and all after it; `fits` is asked in order and may take
   * what fits into the document that it looks at.
   */
  dropUnfit(fits: (frame: OutboxFrame, clientId: number) => boolean): void {
    const cut = new Set<number>();
    const queue = this.#queue;
    this.#queue = [];
    for (const batch of queue) {
      const { clientId, frames } = batch;
      const unfit = cut.has(clientId) ? 0 : frames.findIndex((frame) => !fits(frame, clientId));
      if (unfit >= 0) cut.add(clientId);
      const kept = unfit < 0 ? frames : frames.slice(0, unfit);
      const bytes = kept.reduce((sum, frame) => sum + frameLength(frame), 0);
      if (kept.length > 0) this.#queue.push(unfit < 0 ? batch : { ...batch, frames: kept, bytes });
    }
    for (const batch of queue) if (cut.has(batch.clientId)) this.#forget(batch);
    for (const { clientId, frames } of this.#queue)
      for (const frame of cut.has(clientId) ? frames : [])
        this.#options.outbox.add({ ...this.#options.place, clientId }, frame).catch(reportStorage);
    this.#changed();
  }

  dropAll(): void {
    for (const { clientId } of [...this.#queue]) this.drop(clientId);
  }

  /** The server has `batch`; may be said twice. */
  acknowledge(batch: Batch, seq: number): void {
    this.#failing = false;
    this.#backoff.reset();
    if (this.#queue[0] === batch) {
      this.#queue.shift();
      this.#forget(batch);
    }
    this.#options.onAcknowledged(seq, batch);
    this.#changed();
    this.#pump();
  }

  /** The page goes away: the batch under way once more, in a request that outlives the page, or the next one. */
  flushOnHide(post: (batch: Batch, body: Uint8Array) => void): void {
    const first = this.#queue[0];
    // What it builds on may never come: those who have that too bring both, or the next page does.
    if (first === undefined || this.#halted || !this.#options.pace.isLogged(first.needs)) return;
    first.isSealed = true;
    post(first, encodeFrames(first.frames));
    // A second request could overtake the first and be refused; the rest waits in the outbox for the next page.
  }

  #hasPending(clientId: number): boolean {
    return this.#queue.some((batch) => batch.clientId === clientId);
  }

  /** The log has the structs of page `clientId` up to `clock`: what waits here of them is acknowledged. */
  #settle(clientId: number, clock: number): void {
    const waiting = this.#queue.filter((batch) => batch.clientId === clientId);
    const frames = waiting.flatMap((batch) => batch.frames);
    // Deletions have no clock: they are in the log if an edit after them is.
    const settled = 1 + frames.findLastIndex(({ update }) => (endClock(update) ?? Infinity) <= clock);
    const last = frames[settled - 1];
    if (last === undefined) return;
    const rest = frames.slice(settled);
    const isCut = rest[0]?.batch === last.batch;
    this.#queue = this.#queue.filter((batch) => batch.clientId !== clientId);
    this.#enqueue(
      isCut ? this.#toBatches(clientId, rest, 1) : waiting.filter(({ number }) => number > last.batch),
    );
    if (isCut && clientId === this.#clientId) this.#nextBatch++;
    this.#options.outbox.forget({ ...this.#options.place, clientId }, last.index).catch(reportStorage);
    this.#changed();
    this.#pump();
  }

  /** By page: an edit may hang on what an older page of this person wrote, and the server takes it only after that. */
  #enqueue(batches: readonly Batch[]): void {
    this.#queue = [...this.#queue, ...batches].sort((a, b) => a.clientId - b.clientId);
  }

  #pushFrame(update: Uint8Array): void {
    const now = this.#options.clock.now();
    const deltaMs = this.#lastFrameAt === null ? 0 : Math.max(0, Math.round(now - this.#lastFrameAt));
    this.#lastFrameAt = now;
    const length = frameLength({ deltaMs, update });
    const last = this.#queue.at(-1);
    const { pace } = this.#options;
    const needs = pace.needsOf(update, this.#clientId);
    // A batch may wait for what its first frame builds on, but not its first frames for the last: two pages whose
    // edits build on each other's would wait for ever.
    const isOpen =
      last?.clientId === this.#clientId &&
      !last.isSealed &&
      last.bytes + length <= batchBytes &&
      pace.isLogged(needs);
    const number = isOpen ? last.number : this.#nextBatch++;
    const place = isOpen ? last.frames.length : 0;
    const frame = { index: this.#nextIndex++, batch: number, place, deltaMs, update };
    if (isOpen) add(last, frame);
    else this.#queue.push(newBatch(this.#clientId, frame, needs));
    pace.onFrame(frame);
    this.#options.outbox
      .add({ ...this.#options.place, clientId: this.#clientId }, frame)
      .catch(reportStorage);
  }

  /** Frames in their batches, `shift` numbers later than they were made for. */
  #toBatches(clientId: number, frames: readonly OutboxFrame[], shift: number): Batch[] {
    const batches: Batch[] = [];
    for (const frame of frames) {
      const last = batches.at(-1);
      const number = frame.batch + shift;
      const place = last?.number === number ? last.frames.length : 0;
      const moved = { ...frame, batch: number, place };
      if (last?.number === number) add(last, moved);
      else batches.push(newBatch(clientId, moved, new Map()));
      if (shift > 0)
        this.#options.outbox.add({ ...this.#options.place, clientId }, moved).catch(reportStorage);
    }
    return batches.map((batch) => ({ ...batch, needs: this.#needsOf(batch) }));
  }

  #needsOf({ clientId, frames }: Batch): Map<number, number> {
    const needs = new Map<number, number>();
    for (const { update } of frames)
      for (const [client, clock] of this.#options.pace.needsOf(update, clientId))
        needs.set(client, Math.max(clock, needs.get(client) ?? 0));
    return needs;
  }

  #pumpAfterWindow(): void {
    const ms = this.#options.pace.windowMs();
    if (ms === 0) this.#endWindow();
    else if (!this.#halted)
      this.#cancelWindow ??= this.#options.clock.after(ms, () => {
        this.#cancelWindow = null;
        this.#pump();
      });
  }

  #endWindow(): void {
    this.#cancelWindow?.();
    this.#cancelWindow = null;
    this.#pump();
  }

  #pump(): void {
    const batch = this.#queue[0];
    const isHeld = this.#halted || this.#sending || this.#cancelTimer !== null || this.#cancelWindow !== null;
    if (isHeld || batch === undefined) return;
    if (!this.#options.pace.isLogged(batch.needs)) {
      this.#watchStuck(batch);
      return;
    }
    const wait = this.#options.budget.take(batch.bytes);
    if (wait > 0) {
      this.#pumpAfter(wait);
      return;
    }
    batch.isSealed = true;
    this.#sending = true;
    void this.#send(batch);
  }

  #watchStuck(batch: Batch): void {
    this.#cancelStuck ??= this.#options.clock.after(stuckMs, () => {
      this.#cancelStuck = null;
      if (this.#queue[0] !== batch || this.#options.pace.isLogged(batch.needs)) {
        this.#pump();
      } else {
        this.halt();
        this.#options.onStuck();
      }
    });
  }

  async #send(batch: Batch): Promise<void> {
    try {
      const seq = await this.#options.post(batch, encodeFrames(batch.frames));
      this.#sending = false;
      this.acknowledge(batch, seq);
    } catch (error) {
      this.#sending = false;
      if (this.#queue[0] !== batch) {
        this.#pump(); // Dropped meanwhile: its fate matters no more.
      } else if (error instanceof Problem && error.code === 'BATCH_GAP' && batch.number > 1) {
        this.#countDown(batch.clientId);
        this.#pump();
      } else if (error instanceof Problem && error.isPassing) {
        this.#failing = true;
        this.#pumpAfter(error.retryAfterMs ?? this.#backoff.next());
        this.#changed();
      } else {
        this.halt();
        this.#options.onRefused(asProblem(error), batch);
      }
    }
  }

  /** The log has an entry less of page `clientId` than this one thought. */
  #countDown(clientId: number): void {
    for (const batch of this.#queue.filter((one) => one.clientId === clientId)) {
      batch.number--;
      batch.frames = batch.frames.map((frame) => ({ ...frame, batch: batch.number }));
    }
    if (clientId === this.#clientId) this.#nextBatch--;
  }

  #pumpAfter(ms: number): void {
    if (this.#halted) return;
    this.#cancelTimer = this.#options.clock.after(ms, () => {
      this.#cancelTimer = null;
      this.#pump();
    });
  }

  #forget(batch: Batch): void {
    const last = batch.frames.at(-1);
    if (last !== undefined) this.#options.outbox.forget(this.#key(batch), last.index).catch(reportStorage);
  }

  #key(batch: Batch): OutboxKey {
    return { ...this.#options.place, clientId: batch.clientId };
  }

  #changed(): void {
    if (this.#queue.length === 0) this.#failing = false;
    this.#options.onChange(this.state);
  }
}

function newBatch(clientId: number, first: OutboxFrame, needs: Batch['needs']): Batch {
  const bytes = frameLength(first);
  return { clientId, number: first.batch, frames: [first], bytes, isSealed: false, needs };
}

function add(batch: Batch, frame: OutboxFrame): void {
  batch.frames.push(frame);
  batch.bytes += frameLength(frame);
}

/** The clock after the last struct of an update; null if it only deletes. */
function endClock(update: Uint8Array): number | null {
  const last = Y.decodeUpdate(update).structs.at(-1);
  return last === undefined ? null : last.id.clock + last.length;
}

/** The edit still lives in memory and is sent; only a reload before that would lose it. */
function reportStorage(error: unknown): void {
  console.warn('CodeMeet: this browser did not keep an edit on disk.', error);
}
