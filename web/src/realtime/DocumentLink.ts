/**
 * One shared document of a room: loads it, keeps it in step with the log, and sends this page's edits.
 *
 * The log is the truth and may be applied in any order and any number of times; what the page must know is
 * only which seqs it has. Events bring entries early; a gap that stays open for a second, a reconnect and the
 * heads of the heartbeat make it read what is missing.
 */
import * as buffer from 'lib0/buffer';
import { applyAwarenessUpdate, Awareness, removeAwarenessStates } from 'y-protocols/awareness';
import * as Y from 'yjs';
import { applyEntries, remoteOrigin } from './applyEntries.ts';
import { awarenessClients } from './awarenessMessage.ts';
import { Backoff } from './backoff.ts';
import { carryOver, insertedText } from './carryOver.ts';
import { CursorSender } from './CursorSender.ts';
import type { DocumentApi } from './DocumentApi.ts';
import type { LinkEnvironment } from './environment.ts';
import { decodeFrames, type Entry } from './frames.ts';
import { Problem } from './http.ts';
import type { OutboxFrame } from './outbox.ts';
import type { AwarenessEvent, DocumentName, UpdateEvent } from './protocol.ts';
import type { SendBudget } from './SendBudget.ts';
import { SeqSet } from './SeqSet.ts';
import { StateStore, type Store } from '../lib/store.ts';
import { endClock, UpdateSender, type Batch } from './UpdateSender.ts';

/** Two broadcasts may overtake each other; only a gap older than this is worth a request. */
const gapMs = 1000;

/** Something the person should be told about their text; stays until `dismissNotice`. */
export type DocumentNotice =
  /** The server refused an edit; the document was loaded anew and the edits were put back. */
  | { kind: 'rebuilt' }
  /** Text that could not be put back where it was. */
  | { kind: 'recovered'; text: string }
  /** The server takes no edits from this person; what they typed was undone. */
  | { kind: 'readOnly'; reason: string };

export interface DocumentStatus {
  /** `stopped`: nothing arrives or leaves any more (superseded, removed, ended). */
  phase: 'loading' | 'ready' | 'stopped';
  save: 'saved' | 'saving' | 'offline';
  /** Changes not acknowledged by the server; 0 when saved. */
  waiting: number;
  notice: DocumentNotice | null;
}

interface DocumentOptions {
  name: DocumentName;
  roomId: string;
  participantId: string;
  environment: LinkEnvironment;
  api: DocumentApi;
  budget: SendBudget;
  /** Asks the room for a new client id; it comes through `start`. */
  rejoin: () => void;
  /** True when the refusal concerns the whole page (superseded, removed, ended), which the room then handles. */
  concernsPage: (problem: Problem) => boolean;
}

/** `doc` is replaced when the document has to be rebuilt: hold the link, or follow `onRebuilt`. */
export class DocumentLink {
  readonly name: DocumentName;
  /** Survives rebuilds. */
  readonly awareness: Awareness;
  readonly status: Store<DocumentStatus>;
  /** Resolves when the text is there; an edit before that is an error. */
  readonly whenLoaded: Promise<void>;

  readonly #options: DocumentOptions;
  readonly #status = new StateStore<DocumentStatus>({
    phase: 'loading',
    save: 'saved',
    waiting: 0,
    notice: null,
  });
  readonly #sender: UpdateSender;
  readonly #cursor: CursorSender;
  readonly #backoff: Backoff;
  readonly #rebuiltListeners = new Set<() => void>();
  /** Entries that throw in this page. */
  readonly #quarantined = new Set<number>();
  #markLoaded: () => void = () => undefined;

  #doc = new Y.Doc({ gc: false });
  #clientId = 0;
  #known = new SeqSet();
  /** The highest seq heard of. */
  #head = 0;
  #active = false;
  #connected = false;
  #loaded = false;

  /** What the next round of `#sync` has to do, the largest wish winning. */
  #wish: Wish | null = null;
  #syncing = false;
  #cancelRetry: (() => void) | null = null;
  #cancelGap: (() => void) | null = null;
  /** Own edits made since a rebuild began; null while none is under way. */
  #duringRebuild: Uint8Array[] | null = null;
  /** What becomes of edits that the server refused, once the page has a new client id. */
  #refused: 'carry' | 'discard' | null = null;
  #refusals = 0;

  constructor(options: DocumentOptions) {
    const { environment, name, roomId, participantId } = options;
    this.name = name;
    this.status = this.#status;
    this.#options = options;
    this.#backoff = new Backoff(environment.random);
    this.whenLoaded = new Promise((resolve) => (this.#markLoaded = resolve));
    this.awareness = new Awareness(this.#doc);
    this.#cursor = new CursorSender(this.awareness, environment.clock, async (update) => {
      if (this.#active && this.#loaded) await options.api.sendAwareness(update);
    });
    this.#sender = new UpdateSender({
      place: { roomId, participantId, doc: name },
      clock: environment.clock,
      random: environment.random,
      outbox: environment.outbox,
      budget: options.budget,
      post: (batch, body) => this.#append(batch, body, false),
      onAcknowledged: (seq) => this.#acknowledged(seq),
      onRefused: (problem) => this.#onRefused(problem),
      onChange: () => this.#show(),
    });
  }

  get doc(): Y.Doc {
    return this.#doc;
  }

  /** The id that this page's edits carry. */
  get clientId(): number {
    return this.#clientId;
  }

  /** Calls back after `doc` was replaced. Returns the way to stop. */
  onRebuilt(listener: () => void): () => void {
    this.#rebuiltListeners.add(listener);
    return () => {
      this.#rebuiltListeners.delete(listener);
    };
  }

  dismissNotice(): void {
    this.#show(null);
  }

  /** The page has a seat; edits carry `clientId` from now on. Called again after each rejoin. */
  start(clientId: number): void {
    this.#active = true;
    if (clientId !== this.#clientId) {
      this.#clientId = clientId;
      this.#doc.clientID = clientId;
      this.#sender.adopt(clientId);
      this.#moveCursor(clientId);
    }
    if (!this.#loaded) this.#sync('load');
    else if (this.#refused !== null) this.#sync('rebuild');
    else this.#sync('return');
    this.#show();
  }

  /** Nothing leaves or arrives until the next `start`; unsent edits stay in the outbox. */
  stop(): void {
    this.#active = false;
    this.#sender.halt();
    this.#cursor.stop();
    this.#cancelGap?.();
    this.#cancelGap = null;
    this.#cancelRetry?.();
    this.#cancelRetry = null;
    this.#show();
  }

  dispose(): void {
    this.stop();
    this.#loaded = false;
    this.awareness.destroy();
  }

  /** The hub's connection came or went; while it was away anything may have been missed. */
  connectionChanged(isConnected: boolean): void {
    this.#connected = isConnected;
    if (isConnected) {
      this.tryNow();
      this.#cursor.announce();
      if (this.#loaded) this.#sync('read');
    }
    this.#show();
  }

  /** The network may be back: does not wait for the next planned try. */
  tryNow(): void {
    this.#sender.tryNow();
    if (this.#cancelRetry === null) return;
    this.#cancelRetry();
    this.#cancelRetry = null;
    this.#sync('read');
  }

  /** The server told of a last seq. */
  learnHead(seq: number): void {
    this.#head = Math.max(this.#head, seq);
    this.#watchGap();
  }

  /** The pages that are in the room: cursors of others go, and whoever is new gets to see this page's. */
  learnPages(clientIds: ReadonlySet<number>, hasNewcomer: boolean): void {
    const gone = [...this.awareness.getStates().keys()].filter(
      (id) => id !== this.#clientId && !clientIds.has(id),
    );
    if (gone.length > 0) removeAwarenessStates(this.awareness, gone, remoteOrigin);
    if (hasNewcomer) this.#cursor.announce();
  }

  receive(event: UpdateEvent): void {
    if (!this.#active) return;
    this.#head = Math.max(this.#head, event.seq);
    if (this.#loaded && !this.#known.has(event.seq)) {
      this.#receiveEntry(event);
    }
    if (event.awareness != null) this.receiveCursor({ doc: event.doc, by: event.by, data: event.awareness });
    this.#watchGap();
  }

  /** A cursor message speaks only for the page it came from; one that names another is dropped. */
  receiveCursor(event: AwarenessEvent): void {
    if (!this.#active || event.by === this.#clientId) return;
    const update = buffer.fromBase64(event.data);
    const clients = awarenessClients(update);
    if (clients?.every((client) => client === event.by) !== true) return;
    applyAwarenessUpdate(this.awareness, update, remoteOrigin);
  }

  /** The page is going away: sends what it can in a request that outlives it. */
  flushOnHide(): void {
    this.#sender.flushOnHide((batch, body) => {
      this.#append(batch, body, true).then(
        (seq) => this.#sender.acknowledge(batch, seq),
        (error: unknown) => console.debug('CodeMeet: the last edits wait in the outbox.', error),
      );
    });
  }

  async #append(batch: Batch, body: Uint8Array, keepalive: boolean): Promise<number> {
    const isOwn = batch.clientId === this.#clientId;
    const awareness = isOwn ? this.#cursor.takeHeader() : null;
    const author = isOwn ? null : batch.clientId;
    try {
      return await this.#options.api.append(body, { number: batch.number, author, awareness, keepalive });
    } catch (error) {
      if (awareness !== null) this.#cursor.takeBack();
      throw error;
    }
  }

  #acknowledged(seq: number): void {
    this.#refusals = 0;
    if (this.#loaded && this.#duringRebuild === null) this.#known.add(seq);
    this.learnHead(seq);
  }

  #onRefused(problem: Problem): void {
    if (this.#options.concernsPage(problem)) return;
    this.#refusals++;
    console.warn(`CodeMeet: an edit was refused: ${problem.code}.`);
    if (problem.status === 403) {
      this.#refused = 'discard';
      this.#show({ kind: 'readOnly', reason: problem.message });
      this.#sync('rebuild');
    } else if (this.#refusals > 1) {
      this.#refused = 'discard'; // Put back once and refused again: what was typed cannot be taken at all.
      this.#recover(this.#sender.pending);
      this.#options.rejoin();
    } else {
      this.#refused = 'carry';
      this.#show({ kind: 'rebuilt' });
      this.#options.rejoin();
    }
  }

  /** Asks for a round of work; while one is under way, another follows it. */
  #sync(wish: Wish): void {
    if (this.#wish === null || wishOrder.indexOf(wish) > wishOrder.indexOf(this.#wish)) this.#wish = wish;
    if (!this.#syncing && this.#cancelRetry === null && this.#active) void this.#syncRounds();
  }

  async #syncRounds(): Promise<void> {
    this.#syncing = true;
    let wish: Wish | null = null;
    try {
      while (this.#active && this.#wish !== null) {
        wish = this.#wish;
        this.#wish = null;
        if (wish === 'load') await this.#load();
        else if (wish === 'rebuild') await this.#rebuild();
        else if (wish === 'return') await this.#return();
        else await this.#read();
        this.#backoff.reset();
      }
    } catch (error) {
      if (wish !== null) this.#wish = wish;
      const isForPage = error instanceof Problem && this.#options.concernsPage(error);
      if (!isForPage) this.#retryLater(error);
    } finally {
      this.#syncing = false;
    }
    this.#watchGap();
    this.#show();
  }

  #retryLater(error: unknown): void {
    if (!(error instanceof Problem)) console.error('CodeMeet: a document could not be read.', error);
    if (!this.#active) return;
    const wait = error instanceof Problem ? error.retryAfterMs : undefined;
    this.#cancelRetry = this.#options.environment.clock.after(wait ?? this.#backoff.next(), () => {
      this.#cancelRetry = null;
      this.#sync('read');
    });
  }

  async #load(): Promise<void> {
    const left = await this.#readOutbox();
    const { doc, known } = await this.#readWhole(this.#doc);
    if (!this.#active) return;
    this.#known = known;
    this.#inherit(left, doc);
    this.#loaded = true;
    this.#take(doc);
    this.#sender.resume();
    this.#markLoaded();
    if (this.#head > this.#known.upTo) this.#sync('read');
  }

  /** The page has its seat again. Nothing is sent before the log was read: another tab may have sent it. */
  async #return(): Promise<void> {
    const left = await this.#readOutbox();
    await this.#read();
    if (!this.#active || this.#refused !== null) return;
    this.#inherit(left, this.#doc);
    this.#sender.resume();
  }

  /** Takes over what other pages left in the outbox before the log was read: what the log has by now is done. */
  #inherit(left: readonly { clientId: number; frames: OutboxFrame[] }[], doc: Y.Doc): void {
    for (const { clientId, frames } of left) {
      if (this.#sender.hasPending(clientId)) continue;
      this.#sender.inherit(clientId, frames);
      this.#sender.settle(clientId, Y.getState(doc.store, clientId));
    }
    for (const { update } of this.#sender.pending) Y.applyUpdate(doc, update, remoteOrigin);
  }

  async #readOutbox(): Promise<{ clientId: number; frames: OutboxFrame[] }[]> {
    const { environment, roomId, participantId, name } = this.#options;
    try {
      const left = await environment.outbox.left({ roomId, participantId, doc: name });
      return left.filter(({ clientId }) => clientId !== this.#clientId);
    } catch (error) {
      console.warn('CodeMeet: this browser does not tell what an earlier page left unsent.', error);
      return [];
    }
  }

  async #read(): Promise<void> {
    while (this.#loaded) {
      const { entries, head } = await this.#options.api.read(this.#known.upTo, false);
      this.#head = Math.max(this.#head, head);
      this.#apply(entries);
      this.#known.addUpTo(entries.at(-1)?.seq ?? head); // What an answer leaves out is not there to be read.
      if (this.#known.upTo >= head) break;
    }
  }

  /**
   * Replaces the document by one read from the log, without what throws. Own edits come along as they were made
   * or, if the server refused them, as new edits that have the same effect on the text.
   */
  async #rebuild(): Promise<void> {
    this.#duringRebuild = this.#sender.pending.map((frame) => frame.update);
    try {
      const { doc, known } = await this.#readWhole(new Y.Doc({ gc: false }));
      if (!this.#active) return;
      const old = this.#doc;
      if (this.#refused === null) {
        for (const update of this.#duringRebuild) Y.applyUpdate(doc, update, remoteOrigin);
        if (Y.getState(doc.store, this.#clientId) < Y.getState(old.store, this.#clientId)) {
          this.#leavePage(); // Own edits hang on the entry that throws.
          return;
        }
      }
      this.#known = known;
      this.#take(doc);
      if (this.#refused !== null) this.#replaceEdits(old);
      for (const listener of [...this.#rebuiltListeners]) listener();
      this.#sender.resume();
      if (this.#head > this.#known.upTo) this.#sync('read');
    } finally {
      this.#duringRebuild = null;
    }
  }

  #replaceEdits(old: Y.Doc): void {
    this.#sender.dropAll();
    if (this.#refused === 'carry') {
      try {
        Y.applyUpdate(old, Y.encodeStateAsUpdate(this.#doc), remoteOrigin);
        this.#doc.transact(() => carryOver(old, this.#doc), 'carried over');
      } catch (error) {
        console.error('CodeMeet: refused edits could not be put back.', error);
      }
    }
    this.#refused = null;
  }

  /** Follows `doc` from now on; edits of it are this page's. */
  #take(doc: Y.Doc): void {
    this.#doc.off('update', this.#onEdit);
    this.#doc = doc;
    doc.clientID = this.#clientId; // Yjs may have changed it while it read what this id wrote before.
    doc.on('update', this.#onEdit);
  }

  readonly #onEdit = (update: Uint8Array, origin: unknown): void => {
    if (origin === remoteOrigin) return;
    this.#duringRebuild?.push(update);
    this.#sender.push(update);
  };

  /** The whole log in `empty`, or in a new document if an entry had to be left out. */
  async #readWhole(empty: Y.Doc): Promise<{ doc: Y.Doc; known: SeqSet }> {
    let doc = empty;
    let snapshot = this.#quarantined.size === 0;
    for (;;) {
      const { entries, head } = await this.#options.api.read(0, snapshot);
      this.#head = Math.max(this.#head, head);
      const bad = applyEntries(
        doc,
        entries.filter(({ seq }) => !this.#quarantined.has(seq)),
      );
      if (bad === null) {
        return { doc, known: new SeqSet(entries.at(-1)?.seq ?? head) };
      }
      // A snapshot has everything folded in: only the entries themselves say which of them throws.
      if (snapshot) snapshot = false;
      else this.#quarantine(bad);
      doc = new Y.Doc({ gc: false });
    }
  }

  #receiveEntry(event: UpdateEvent): void {
    try {
      const frames = decodeFrames(buffer.fromBase64(event.data));
      this.#apply([{ seq: event.seq, clientId: event.by, ms: 0, frames }]);
    } catch (error) {
      // The log has the entry as it is; this copy of it is broken.
      console.warn('CodeMeet: an event could not be decoded.', error);
    }
  }

  #apply(entries: readonly Entry[]): void {
    const fresh = entries.filter(({ seq }) => !this.#known.has(seq) && !this.#quarantined.has(seq));
    const bad = applyEntries(this.#doc, fresh);
    for (const entry of fresh) this.#settle(entry);
    for (const { seq } of entries) this.#known.add(seq);
    if (bad !== null) {
      this.#quarantine(bad);
      this.#sync('rebuild');
    } else if (this.#loaded && this.#doc.clientID !== this.#clientId) {
      this.#leavePage(); // Yjs saw this page's id in foreign edits and took a random one, which nobody accepts.
    }
  }

  /** An edit of this page or an earlier one that is in the log is acknowledged, whoever sent it. */
  #settle({ clientId, frames }: Entry): void {
    if (!this.#sender.hasPending(clientId)) return;
    const clocks = frames.flatMap(({ update }) => endClock(update) ?? []);
    const clock = clocks.at(-1);
    if (clock !== undefined) this.#sender.settle(clientId, clock);
  }

  /** Goes on under a new client id with the text as it is. */
  #leavePage(): void {
    this.#refused = 'carry';
    this.#sender.halt();
    this.#options.rejoin();
  }

  #quarantine(seq: number): void {
    this.#quarantined.add(seq);
    this.#options.api.report(seq).catch((error: unknown) => {
      console.warn(`CodeMeet: entry ${seq} throws here and could not be reported.`, error);
    });
  }

  #watchGap(): void {
    if (!this.#active || !this.#loaded || this.#cancelGap !== null || this.#head <= this.#known.upTo) return;
    const upTo = this.#known.upTo;
    this.#cancelGap = this.#options.environment.clock.after(gapMs, () => {
      this.#cancelGap = null;
      if (this.#known.upTo === upTo) this.#sync('read');
      else this.#watchGap(); // That gap has closed; a later one has its own second.
    });
  }

  #moveCursor(clientId: number): void {
    const state = this.awareness.getLocalState();
    removeAwarenessStates(this.awareness, [this.awareness.clientID], remoteOrigin);
    this.awareness.clientID = clientId;
    this.awareness.setLocalState(state);
  }

  #recover(frames: readonly OutboxFrame[]): void {
    const text = insertedText(frames.map((frame) => frame.update));
    if (text !== '') this.#show({ kind: 'recovered', text });
  }

  #show(notice = this.#status.getSnapshot().notice): void {
    const { waiting, failing } = this.#sender.state;
    const isOffline = failing || !this.#connected || this.#cancelRetry !== null;
    const next: DocumentStatus = {
      phase: !this.#active && this.#loaded ? 'stopped' : this.#loaded ? 'ready' : 'loading',
      save: isOffline ? 'offline' : waiting > 0 ? 'saving' : 'saved',
      waiting,
      notice,
    };
    const last = this.#status.getSnapshot();
    const isSame = (Object.keys(next) as (keyof DocumentStatus)[]).every((key) => next[key] === last[key]);
    if (!isSame) this.#status.set(next);
  }
}

type Wish = 'read' | 'return' | 'load' | 'rebuild';
/** A later one does all that an earlier one does. */
const wishOrder: readonly Wish[] = ['read', 'return', 'load', 'rebuild'];
