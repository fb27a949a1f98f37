/**
 * One shared document of a room: loads it, keeps it in step with the log, and sends this page's edits.
 *
 * The log is the truth and may be applied in any order and any number of times; what the page must know is
 * only which seqs it has. Events bring entries early; a gap that stays open for a second, a reconnect and the
 * heads of the heartbeat make it read what is missing.
 */
import { Awareness } from 'y-protocols/awareness';
import * as Y from 'yjs';
import { remoteOrigin } from './applyEntries.ts';
import { insertedText, putBack } from './carryOver.ts';
import { Cursors } from './Cursors.ts';
import type { DocumentApi } from './DocumentApi.ts';
import { DirectDocument } from './direct/DirectDocument.ts';
import type { DirectRoom } from './direct/DirectRoom.ts';
import { walk } from './direct/walk.ts';
import { DocumentLog } from './DocumentLog.ts';
import { isSameStatus, loading, type DocumentStatus } from './documentStatus.ts';
import type { LinkEnvironment } from './environment.ts';
import { entryOf, type Entry } from './frames.ts';
import type { Problem } from './http.ts';
import { LiveDoc } from './LiveDoc.ts';
import type { LeftFrames } from './outbox.ts';
import type { AwarenessEvent, DocumentName, UpdateEvent } from './protocol.ts';
import type { SendBudget } from './SendBudget.ts';
import { StateStore, type Store } from '../lib/store.ts';
import { SyncRounds } from './SyncRounds.ts';
import { UpdateSender, type Batch } from './UpdateSender.ts';

interface DocumentOptions {
  name: DocumentName;
  roomId: string;
  participantId: string;
  environment: LinkEnvironment;
  api: DocumentApi;
  budget: SendBudget;
  direct: DirectRoom;
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
  readonly #status = new StateStore<DocumentStatus>(loading);
  readonly #live: LiveDoc;
  readonly #sender: UpdateSender;
  readonly #cursors: Cursors;
  readonly #log: DocumentLog;
  readonly #rounds: SyncRounds;
  readonly #direct: DirectDocument;
  #markLoaded: () => void = () => undefined;

  #active = false;
  #connected = false;
  #loaded = false;
  /** Own edits made since a rebuild began; null while none is under way. */
  #duringRebuild: Uint8Array[] | null = null;
  /**
   * What becomes of edits that cannot be sent, once the page has a new client id: all are made anew, only those that
   * build on what is not there, or none.
   */
  #refused: 'carry' | 'carryUnfit' | 'discard' | null = null;
  #refusals = 0;

  constructor(options: DocumentOptions) {
    const { environment, name, roomId, participantId } = options;
    this.name = name;
    this.status = this.#status;
    this.#options = options;
    this.whenLoaded = new Promise((resolve) => (this.#markLoaded = resolve));
    this.#live = new LiveDoc((update) => {
      this.#duringRebuild?.push(update);
      this.#sender.push(update);
    });
    this.awareness = new Awareness(this.#live.now);
    const { direct } = options;
    this.#cursors = new Cursors(this.awareness, environment.clock, {
      post: async (update) => {
        if (this.#active && this.#loaded) await options.api.sendAwareness(update);
      },
      sendDirectly: (update) => {
        if (this.#active) direct.send(name, update, []);
      },
      isAllDirect: () => direct.isComplete,
    });
    this.#direct = new DirectDocument({
      name,
      room: direct,
      clock: environment.clock,
      doc: () => this.doc,
      clientId: () => this.clientId,
      isLoaded: () => this.#loaded,
      takeCursor: () => this.#cursors.takeDirectly(),
      append: async (body, batch) =>
        this.learnHead(await options.api.append(body, { ...batch, awareness: null })),
      onLie: () => this.#rounds.ask('rebuild'),
      onBuiltUpon: (clock) => this.#sender.hurry(clock),
      onLogged: () => this.#sender.release(),
    });
    direct.listen({
      name,
      receiveFrames: (by, frames) => {
        if (this.#active) this.#direct.receive(by, frames);
      },
      receiveCursor: (by, update) => {
        if (this.#active) this.#cursors.receiveBytes(by, update);
      },
      greet: () => {
        if (!this.#active) return;
        this.#cursors.announce();
        this.#direct.greet(this.#sender.ownPending);
      },
      paceChanged: () => {
        if (direct.isComplete) return;
        this.#sender.hurry(Infinity);
        this.#cursors.announce();
      },
    });
    this.#log = new DocumentLog({
      api: options.api,
      clock: environment.clock,
      onGap: () => this.#rounds.ask('read'),
    });
    this.#rounds = new SyncRounds({
      environment,
      work: {
        load: () => this.#load(),
        rebuild: () => this.#rebuild(),
        return: () => this.#return(),
        read: () => this.#read(),
      },
      isActive: () => this.#active,
      concernsPage: options.concernsPage,
      onRest: () => {
        this.#watchGap();
        this.#show();
      },
    });
    this.#sender = new UpdateSender({
      place: { roomId, participantId, doc: name },
      clock: environment.clock,
      random: environment.random,
      outbox: environment.outbox,
      budget: options.budget,
      pace: this.#direct.pace,
      post: (batch, body) => this.#append(batch, body, false),
      onAcknowledged: (seq, batch) => this.#acknowledged(seq, batch),
      onRefused: (problem) => this.#onRefused(problem),
      onStuck: () => this.#onStuck(),
      onChange: () => this.#show(),
    });
  }

  get doc(): Y.Doc {
    return this.#live.now;
  }

  /** The id that this page's edits carry. */
  get clientId(): number {
    return this.#live.clientId;
  }

  /** Calls back after `doc` was replaced. Returns the way to stop. */
  onRebuilt(listener: () => void): () => void {
    return this.#live.onReplaced(listener);
  }

  dismissNotice(): void {
    this.#show(null);
  }

  /** The page has a seat; edits carry `clientId` from now on. Called again after each rejoin. */
  start(clientId: number): void {
    this.#active = true;
    if (clientId !== this.clientId) {
      this.#live.adopt(clientId);
      this.#sender.adopt(clientId);
      this.#cursors.adopt(clientId);
    }
    this.#rounds.ask(!this.#loaded ? 'load' : this.#refused !== null ? 'rebuild' : 'return');
    this.#show();
  }

  /** Nothing leaves or arrives until the next `start`; unsent edits stay in the outbox. */
  stop(): void {
    this.#active = false;
    this.#sender.halt();
    this.#cursors.stop();
    this.#log.stop();
    this.#direct.stop();
    this.#rounds.stop();
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
    this.#direct.onlineChanged(isConnected && this.#active);
    if (isConnected) {
      this.tryNow();
      this.#cursors.announce();
      if (this.#loaded) this.#rounds.ask('read');
    }
    this.#show();
  }

  /** The network may be back: does not wait for the next planned try. */
  tryNow(): void {
    this.#sender.tryNow();
    this.#rounds.tryNow();
  }

  /** The server told of a last seq. */
  learnHead(seq: number): void {
    this.#log.learnHead(seq);
    this.#watchGap();
  }

  /** The pages that are in the room: cursors of others go, and whoever is new gets to see this page's. */
  learnPages(clientIds: ReadonlySet<number>, hasNewcomer: boolean): void {
    this.#cursors.keep(clientIds);
    if (hasNewcomer) this.#cursors.announce();
  }

  receive(event: UpdateEvent): void {
    if (!this.#active) return;
    this.#log.learnHead(event.seq);
    const entry = this.#loaded && !this.#log.has(event.seq) ? entryOf(event) : null;
    if (entry !== null) this.#apply([entry]);
    if (event.awareness != null) this.#cursors.receive({ by: event.by, data: event.awareness });
    this.#watchGap();
  }

  receiveCursor(event: AwarenessEvent): void {
    if (this.#active) this.#cursors.receive(event);
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
    const isOwn = batch.clientId === this.clientId;
    const awareness = isOwn ? this.#cursors.takeHeader() : null;
    const author = isOwn ? null : batch.clientId;
    try {
      return await this.#options.api.append(body, { number: batch.number, author, awareness, keepalive });
    } catch (error) {
      if (awareness !== null) this.#cursors.takeBack();
      throw error;
    }
  }

  #acknowledged(seq: number, { clientId }: Batch): void {
    this.#refusals = 0;
    // The entry may have more than this page knew of an older one: only the log tells.
    const isWhole = clientId === this.clientId && this.#loaded && this.#duringRebuild === null;
    if (isWhole) this.#log.add(seq);
    this.learnHead(seq);
  }

  #onRefused(problem: Problem): void {
    if (this.#options.concernsPage(problem)) return;
    this.#refusals++;
    console.warn(`CodeMeet: an edit was refused: ${problem.code}.`);
    if (problem.status === 403) {
      this.#refused = 'discard';
      this.#show({ kind: 'readOnly', reason: problem.message });
      this.#rounds.ask('rebuild');
    } else if (this.#refusals > 1) {
      this.#refused = 'discard'; // Put back once and refused again: what was typed cannot be taken at all.
      const text = insertedText(this.#sender.pending.map(({ update }) => update));
      if (text !== '') this.#show({ kind: 'recovered', text });
      this.#options.rejoin();
    } else {
      this.#refused = 'carry';
      this.#show({ kind: 'rebuilt' });
      this.#options.rejoin();
    }
  }

  /** What edits build on is lost. Those that are in the text are made anew, the others are shown. */
  #onStuck(): void {
    const { store } = this.doc;
    const unfit = this.#sender.pending.filter(({ update }) =>
      Y.decodeUpdate(update).structs.some(({ id }) => id.clock >= Y.getState(store, id.client)),
    );
    const text = insertedText(unfit.map(({ update }) => update));
    if (text !== '') this.#show({ kind: 'recovered', text });
    this.#leavePage();
  }

  async #load(): Promise<void> {
    const left = await this.#sender.readLeft();
    const whole = await this.#log.readWhole(this.doc);
    if (!this.#active) return;
    this.#log.follow(whole);
    this.#inherit(left, whole.doc);
    this.#loaded = true;
    this.#live.follow(whole.doc);
    this.#direct.fit();
    this.#sender.resume();
    this.#markLoaded();
    if (this.#log.isBehind) this.#rounds.ask('read');
  }

  /** The page has its seat again. Nothing is sent before the log was read: another tab may have sent it. */
  async #return(): Promise<void> {
    const left = await this.#sender.readLeft();
    await this.#read();
    if (!this.#active || this.#refused !== null) return;
    this.#inherit(left, this.doc);
    this.#sender.resume();
  }

  /** `left` was read from the outbox before the log: what the log has by now is done. */
  #inherit(left: readonly LeftFrames[], doc: Y.Doc): void {
    this.#sender.inherit(left, (clientId) => Y.getState(doc.store, clientId));
    for (const { update } of this.#sender.pending) Y.applyUpdate(doc, update, remoteOrigin);
  }

  async #read(): Promise<void> {
    if (!this.#loaded) return;
    await this.#log.readOn((entries) => {
      this.#apply(entries);
      return this.#loaded;
    });
  }

  /**
   * Replaces the document by one read from the log, without what throws. Own edits come along as they were made
   * or, if the server refused them, as new edits that have the same effect on the text.
   */
  async #rebuild(): Promise<void> {
    this.#duringRebuild = this.#sender.pending.map((frame) => frame.update);
    try {
      const whole = await this.#log.readWhole(new Y.Doc({ gc: false }));
      if (!this.#active) return;
      const unsent = this.#duringRebuild;
      const old = this.#direct.startOver(whole.doc, unsent) ?? this.doc;
      if (this.#refused === null) {
        for (const update of unsent) Y.applyUpdate(whole.doc, update, remoteOrigin);
        if (Y.getState(whole.doc.store, this.clientId) < Y.getState(this.doc.store, this.clientId)) {
          this.#leavePage(); // Own edits hang on what is not there any more.
          return;
        }
      }
      this.#log.follow(whole);
      this.#live.follow(whole.doc);
      if (this.#refused === 'carryUnfit') this.#keepFit(whole.doc);
      else if (this.#refused !== null) this.#sender.dropAll();
      if (this.#refused === 'carry' || this.#refused === 'carryUnfit') putBack(old, whole.doc);
      this.#refused = null;
      this.#direct.forgetLies();
      this.#live.tellReplaced();
      this.#sender.resume();
      if (this.#log.isBehind) this.#rounds.ask('read');
    } finally {
      this.#duringRebuild = null;
    }
  }

  /** Unsent edits that `doc` can take are sent as they are, since others may have them directly; the rest is dropped. */
  #keepFit(doc: Y.Doc): void {
    this.#sender.dropUnfit(({ update }, clientId) => {
      if (typeof walk(update, clientId, { name: this.name, doc }) === 'string') return false;
      Y.applyUpdate(doc, update, remoteOrigin);
      return true;
    });
  }

  #apply(entries: readonly Entry[]): void {
    const { fresh, threw } = this.#log.apply(this.doc, entries, (entry) => this.#direct.settle(entry));
    for (const entry of fresh) this.#sender.settleEntry(entry);
    if (fresh.length > 0 && !threw) this.#direct.fit();
    this.#sender.release();
    if (threw) {
      this.#rounds.ask('rebuild');
    } else if (this.#loaded && this.#live.hasLostItsId) {
      this.#leavePage();
    }
  }

  /** Goes on under a new client id with the text as it is. */
  #leavePage(): void {
    this.#refused = 'carryUnfit';
    this.#sender.halt();
    this.#options.rejoin();
  }

  #watchGap(): void {
    if (this.#active && this.#loaded) this.#log.watchGap();
  }

  #show(notice = this.#status.getSnapshot().notice): void {
    const { waiting, failing } = this.#sender.state;
    const isOffline = failing || !this.#connected || this.#rounds.isPutOff;
    const next: DocumentStatus = {
      phase: !this.#active && this.#loaded ? 'stopped' : this.#loaded ? 'ready' : 'loading',
      save: isOffline ? 'offline' : waiting > 0 ? 'saving' : 'saved',
      waiting,
      notice,
    };
    if (!isSameStatus(next, this.#status.getSnapshot())) this.#status.set(next);
  }
}
