/**
 * The page's place in one room: its seat, its connection, and the streams that come over it.
 *
 * The phases, and what moves between them:
 *
 *   connecting → online ⇄ offline        the hub's connection, tried again with back-off
 *   any → waiting → connecting           sent to the lobby; admitted
 *   any → superseded → connecting        a newer page took over; only `useHere` comes back
 *   any → removed | ended | failed       for good
 *
 * Edits and reads go by HTTP and do not care about the phase `offline`: the heartbeat goes on as long as there
 * is a seat, and its heads tell what the hub did not deliver.
 */
import { Backoff } from './backoff.ts';
import { browserEnvironment } from './browserEnvironment.ts';
import { DocumentApi } from './DocumentApi.ts';
import { DocumentLink } from './DocumentLink.ts';
import type { Hub, LinkEnvironment } from './environment.ts';
import { Problem, send } from './http.ts';
import {
  hubEventNames,
  type ChatMessage,
  type DocumentName,
  type HeartbeatAnswer,
  type HubEvents,
  type JoinAnswer,
  type OutputEvent,
  type Participant,
  type Room,
  type Run,
  type TimelineEvent,
} from './protocol.ts';
import { joinRoom, RoomApi, type RoomCall } from './RoomApi.ts';
import { forgetSeat, keepSeat, readSeat, type StoredSeat } from './seats.ts';
import { SendBudget } from './SendBudget.ts';
import { StateStore, type Store } from '../lib/store.ts';
import { TimelineFeed, type TimelineState } from './TimelineFeed.ts';

export type LinkPhase =
  | { name: 'connecting' }
  | { name: 'online' }
  /** Tries again by itself at `reconnectAt` (ms since the Unix epoch), or at once on `reconnectNow`. */
  | { name: 'offline'; reconnectAt: number }
  /** In the lobby: no seat yet; goes on by itself when admitted. */
  | { name: 'waiting' }
  /** A newer page of the same person took over; `useHere` takes it back. */
  | { name: 'superseded' }
  | { name: 'removed'; reason: string }
  | { name: 'ended' }
  | { name: 'failed'; problem: Problem };

export interface LinkState {
  phase: LinkPhase;
  room: Room;
  /** This page's person, as the server last told. */
  me: Participant;
  participants: readonly Participant[];
  clientId: number;
  /** Add to `Date.now()` for the server's time. */
  clockOffsetMs: number;
}

export interface LinkEvents {
  run: Run;
  /** As delivered: may be doubled or out of order; `seq` counts 1, 2, 3 … per run. */
  output: OutputEvent;
  /** Each message once. */
  chat: ChatMessage;
  /** Each event once, chat included. */
  timeline: TimelineEvent;
  /** The connection came (back): what has no seq of its own, such as runs, should be read again. */
  resync: undefined;
}

export interface EnterRequest {
  roomId: string;
  /** The secret of the link's fragment. Not needed with a stored seat. */
  invite?: string | undefined;
  name?: string | undefined;
  /** Default: that of `storedSeat(roomId)`. */
  storedToken?: string | undefined;
}

/** Two missed ones make a participant absent on the server. */
const heartbeatMs = 10_000;
/** Somebody who waits at the door should not wait for a timer. */
const waitingHeartbeatMs = 3_000;

/** The seat kept in this browser for a room, if any. */
export function storedSeat(roomId: string, environment = browserEnvironment()): StoredSeat | null {
  return readSeat(environment.seats, roomId);
}

/** Enters a room: by the stored seat if there is one, else by invite and name. Rejects with a `Problem`. */
export async function enterRoom(
  request: EnterRequest,
  environment = browserEnvironment(),
): Promise<RoomLink> {
  const { roomId, invite, name } = request;
  const token = request.storedToken ?? readSeat(environment.seats, roomId)?.token;
  if (token !== undefined) {
    try {
      return linkFrom(await joinRoom(environment.fetch, roomId, { token }), environment);
    } catch (error) {
      // A seat from long ago: whoever holds an invite may still come in as somebody new.
      const isStale = error instanceof Problem && error.status === 401;
      if (isStale) forgetSeat(environment.seats, roomId);
      if (!isStale || invite === undefined) throw error;
    }
  }
  return linkFrom(await joinRoom(environment.fetch, roomId, { invite, name }), environment);
}

/** A link from an answer of create or join that somebody else fetched. */
export function linkFrom(answer: JoinAnswer, environment = browserEnvironment()): RoomLink {
  return new RoomLink(answer, environment);
}

type Listener<K extends keyof LinkEvents> = (value: LinkEvents[K]) => void;

export class RoomLink {
  readonly roomId: string;
  readonly api: RoomApi;
  readonly state: Store<LinkState>;
  readonly timeline: Store<TimelineState>;

  readonly #environment: LinkEnvironment;
  readonly #state: StateStore<LinkState>;
  readonly #timeline: TimelineFeed;
  readonly #documents = new Map<DocumentName, DocumentLink>();
  readonly #listeners = new Map<keyof LinkEvents, Set<(value: never) => void>>();
  readonly #budget: SendBudget;
  readonly #backoff: Backoff;
  readonly #endHints: (() => void)[];
  #token: string;
  /** Counts joins: what belongs to an older one is void. */
  #generation = 0;
  #hub: Hub | null = null;
  /** Counts tries to connect: one that was overtaken gives up. */
  #tries = 0;
  #cancelReconnect: (() => void) | null = null;
  #cancelHeartbeat: (() => void) | null = null;
  #disposed = false;
  #beating = false;
  #joining = false;

  constructor(answer: JoinAnswer, environment: LinkEnvironment) {
    this.#environment = environment;
    this.roomId = answer.room.id;
    this.#token = answer.token;
    this.api = new RoomApi(this.#call);
    this.#budget = new SendBudget(environment.clock);
    this.#backoff = new Backoff(environment.random);
    this.#state = new StateStore<LinkState>({
      phase: { name: 'connecting' },
      room: answer.room,
      me: answer.participant,
      participants: answer.participants,
      clientId: answer.clientId,
      clockOffsetMs: 0,
    });
    this.state = this.#state;
    this.#timeline = new TimelineFeed({
      clock: environment.clock,
      read: (after) => this.api.timeline(after),
      onEvent: (event) => this.#emit('timeline', event),
      onMessage: (message) => this.#emit('chat', message),
    });
    this.timeline = this.#timeline.state;
    this.#endHints = [
      environment.page.onWake(() => this.#wake()),
      environment.page.onHide(() => {
        for (const document of this.#documents.values()) document.flushOnHide();
      }),
    ];
    this.#enter(answer);
  }

  get clientId(): number {
    return this.#now.clientId;
  }

  /** The same link for the same name; `notes` is for hosts and interviewers only. */
  document(name: DocumentName): DocumentLink {
    const existing = this.#documents.get(name);
    if (existing !== undefined) return existing;
    const document = new DocumentLink({
      name,
      roomId: this.roomId,
      participantId: this.#now.me.id,
      environment: this.#environment,
      api: new DocumentApi(this.#call, name),
      budget: this.#budget,
      rejoin: () => void this.#join(),
      concernsPage: (problem) => this.#judge(problem),
    });
    this.#documents.set(name, document);
    if (this.#hasSeat) document.start(this.#now.clientId);
    document.connectionChanged(this.#now.phase.name === 'online');
    return document;
  }

  /** Returns the way to stop. */
  on<K extends keyof LinkEvents>(event: K, listener: Listener<K>): () => void {
    const listeners = this.#listeners.get(event) ?? new Set();
    this.#listeners.set(event, listeners);
    listeners.add(listener);
    return () => {
      listeners.delete(listener);
    };
  }

  /** Ends an `offline` wait now. */
  reconnectNow(): void {
    if (this.#now.phase.name !== 'offline') return;
    this.#backoff.reset();
    void this.#connect();
  }

  /** Takes the seat back from the page that superseded this one. */
  async useHere(): Promise<void> {
    if (this.#now.phase.name === 'superseded') await this.#join();
  }

  /** Gives the seat up and forgets it, and what was not sent, in this browser. */
  async leave(): Promise<void> {
    await this.api.change('leave');
    forgetSeat(this.#environment.seats, this.roomId);
    await this.#environment.outbox.clear(this.roomId);
    await this.dispose();
  }

  /** Stops everything but keeps the seat: for navigation away and for tests. */
  async dispose(): Promise<void> {
    this.#disposed = true;
    for (const end of this.#endHints.splice(0)) end();
    for (const document of this.#documents.values()) document.dispose();
    await this.#standStill();
  }

  get #now(): LinkState {
    return this.#state.getSnapshot();
  }

  /** What is over for good stays over, whatever late answers say. */
  get #mayJoin(): boolean {
    const { name } = this.#now.phase;
    return !this.#disposed && name !== 'removed' && name !== 'ended' && name !== 'failed';
  }

  get #hasSeat(): boolean {
    const { name } = this.#now.phase;
    return !this.#disposed && (name === 'connecting' || name === 'online' || name === 'offline');
  }

  /** Every call of this room: with its token, and with the eye on answers that concern the page as a whole. */
  readonly #call: RoomCall = async (path, call = {}) => {
    const generation = this.#generation;
    const url = `/api/rooms/${encodeURIComponent(this.roomId)}${path}`;
    try {
      return await send(this.#environment.fetch, url, { ...call, token: this.#token });
    } catch (error) {
      if (generation !== this.#generation) {
        throw new Problem(0, 'NO_ANSWER', 'This page joined anew meanwhile.', { cause: error });
      }
      if (error instanceof Problem) this.#judge(error);
      throw error;
    }
  };

  /** Moves to the phase that a refusal stands for. False if the refusal is about the one call only. */
  #judge(problem: Problem): boolean {
    if (problem.code === 'WAITING' && this.#now.phase.name === 'waiting') return true;
    if (problem.code === 'LEFT' || problem.code === 'WAITING') {
      void this.#join(); // The seat is not as this page thinks; joining again tells what became of it.
      return true;
    }
    const phase = phaseAfter(problem);
    if (phase === null) return false;
    this.#stopAs(phase);
    return true;
  }

  #enter(answer: JoinAnswer): void {
    const { room, participant, participants, clientId, token } = answer;
    this.#generation++;
    this.#token = token;
    this.#set({ room, me: participant, participants, clientId });
    this.#keepSeat();
    if (participant.status === 'waiting') {
      this.#set({ phase: { name: 'waiting' } });
    } else {
      this.#set({ phase: { name: 'connecting' } });
      for (const document of this.#documents.values()) document.start(clientId);
      void this.#timeline.read();
    }
    this.#scheduleHeartbeat();
    void this.#connect();
  }

  /** Joins again with the own token: the same seat, a new client id. */
  async #join(): Promise<void> {
    if (this.#joining || !this.#mayJoin) return;
    this.#joining = true;
    this.#tries++;
    this.#cancelReconnect?.();
    this.#cancelReconnect = null;
    if (this.#hasSeat) this.#set({ phase: { name: 'connecting' } });
    await this.#dropHub(); // So that this page does not hear of being superseded by itself.
    try {
      const answer = await joinRoom(this.#environment.fetch, this.roomId, { token: this.#token });
      this.#joining = false;
      this.#enter(answer);
    } catch (error) {
      this.#joining = false;
      const problem = asProblem(error);
      const phase = phaseAfter(problem);
      if (phase !== null) this.#stopAs(phase);
      else if (!problem.isPassing) this.#stopAs({ name: 'failed', problem });
      else this.#waitThen(() => void this.#join());
    }
  }

  async #connect(): Promise<void> {
    this.#cancelReconnect?.();
    this.#cancelReconnect = null;
    const thisTry = ++this.#tries;
    await this.#dropHub();
    if (thisTry !== this.#tries) return;
    const hub = this.#environment.hub(() => this.#token);
    this.#hub = hub;
    for (const name of hubEventNames) {
      hub.on(name, (argument) => {
        if (this.#hub === hub) this.#receive(name, argument);
      });
    }
    hub.onclose(() => {
      if (this.#hub === hub) this.#connectionLost();
    });
    try {
      await hub.start();
    } catch (error) {
      console.debug('CodeMeet: no connection to the hub.', error);
      if (this.#hub === hub) this.#connectionLost();
      return;
    }
    if (this.#hub !== hub) return;
    this.#backoff.reset();
    void this.#heartbeat();
    // Whoever waits at the door may read nothing yet; asking all the same would only be answered with another wait.
    if (!this.#hasSeat) return;
    this.#set({ phase: { name: 'online' } });
    for (const document of this.#documents.values()) document.connectionChanged(true);
    void this.#timeline.read();
    this.#emit('resync', undefined);
  }

  #connectionLost(): void {
    this.#hub = null;
    for (const document of this.#documents.values()) document.connectionChanged(false);
    void this.#heartbeat(); // Tells whether it is the network or the seat.
    this.#waitThen(() => void this.#connect());
  }

  #waitThen(action: () => void): void {
    const ms = this.#backoff.next();
    this.#cancelReconnect?.();
    this.#cancelReconnect = this.#environment.clock.after(ms, action);
    if (!this.#hasSeat) return;
    this.#set({ phase: { name: 'offline', reconnectAt: this.#environment.clock.now() + ms } });
  }

  async #dropHub(): Promise<void> {
    const hub = this.#hub;
    this.#hub = null;
    if (hub === null) return;
    try {
      await hub.stop();
    } catch (error) {
      console.debug('CodeMeet: the old connection did not close in order.', error);
    }
  }

  #receive(name: keyof HubEvents, argument: unknown): void {
    const handlers: { [E in keyof HubEvents]: (event: HubEvents[E]) => void } = {
      update: (event) => this.#documents.get(event.doc)?.receive(event),
      awareness: (event) => this.#documents.get(event.doc)?.receiveCursor(event),
      run: ({ run }) => this.#emit('run', run),
      output: (event) => this.#emit('output', event),
      chat: ({ message }) => this.#timeline.receiveMessage(message),
      timeline: ({ event }) => this.#timeline.receive(event),
      participants: ({ list }) => this.#learnParticipants(list),
      room: ({ room }) => this.#learnRoom(room),
      superseded: () => this.#stopAs({ name: 'superseded' }),
      removed: ({ reason }) => {
        if (reason === 'lobby') void this.#join();
        else this.#stopAs({ name: 'removed', reason });
      },
    };
    handlers[name](argument as never);
  }

  #scheduleHeartbeat(): void {
    if (this.#disposed) return;
    const ms = this.#now.phase.name === 'waiting' ? waitingHeartbeatMs : heartbeatMs;
    this.#cancelHeartbeat?.();
    this.#cancelHeartbeat = this.#environment.clock.after(ms, () => void this.#heartbeat());
  }

  async #heartbeat(): Promise<void> {
    if (this.#disposed || this.#beating || !(this.#hasSeat || this.#now.phase.name === 'waiting')) return;
    this.#beating = true;
    const generation = this.#generation;
    const askedAt = this.#environment.clock.now();
    try {
      const answer = await this.api.heartbeat();
      if (generation === this.#generation) this.#learnHeartbeat(answer, askedAt);
    } catch (error) {
      const problem = asProblem(error);
      if (!problem.isPassing && generation === this.#generation) this.#judge(problem);
    } finally {
      this.#beating = false;
      if (this.#hasSeat || this.#now.phase.name === 'waiting') this.#scheduleHeartbeat();
    }
  }

  #learnHeartbeat(answer: HeartbeatAnswer, askedAt: number): void {
    const now = this.#environment.clock.now();
    this.#set({ clockOffsetMs: Date.parse(answer.now) - (askedAt + now) / 2 });
    if (answer.token != null) {
      this.#token = answer.token;
      this.#keepSeat();
    }
    this.#learnRoom(answer.room);
    this.#learnParticipants(answer.participants, true);
    this.#timeline.learnHead(answer.timelineHead);
    for (const [name, document] of this.#documents) {
      const head = answer.heads[name];
      if (head !== undefined) document.learnHead(head);
    }
  }

  #learnRoom(room: Room): void {
    if (room.epoch < this.#now.room.epoch) return; // Overtaken on the way.
    this.#set({ room });
    if (room.state === 'ended' || room.state === 'archived' || room.state === 'purged') {
      this.#stopAs({ name: 'ended' });
    } else if (this.#now.phase.name === 'waiting') {
      void this.#heartbeat(); // Perhaps admitted: only the server's answer to this page counts.
    }
  }

  /** An event may be old; between seat and lobby only a heartbeat's answer moves the page. */
  #learnParticipants(participants: readonly Participant[], isAnswer = false): void {
    const known = new Set(this.#now.participants.map(({ clientId }) => clientId));
    const me = participants.find(({ id }) => id === this.#now.me.id) ?? this.#now.me;
    this.#set({ participants, me });
    const pages = new Set(participants.map(({ clientId }) => clientId));
    const hasNewcomer = [...pages].some((clientId) => !known.has(clientId));
    for (const document of this.#documents.values()) document.learnPages(pages, hasNewcomer);

    const isWaiting = this.#now.phase.name === 'waiting';
    if ((me.status === 'waiting') === isWaiting) return;
    if (!isAnswer) void this.#heartbeat();
    else if (isWaiting) void this.#join();
    else if (this.#hasSeat) this.#sendToLobby();
  }

  #sendToLobby(): void {
    for (const document of this.#documents.values()) document.stop();
    this.#set({ phase: { name: 'waiting' } });
    this.#scheduleHeartbeat();
  }

  /** Ends the live part of this page. The text stays readable, unsent edits stay in the outbox. */
  #stopAs(phase: LinkPhase): void {
    if (phase.name === 'removed') forgetSeat(this.#environment.seats, this.roomId);
    for (const document of this.#documents.values()) {
      document.connectionChanged(false);
      document.stop();
    }
    this.#set({ phase });
    void this.#standStill();
  }

  async #standStill(): Promise<void> {
    this.#tries++;
    this.#cancelReconnect?.();
    this.#cancelReconnect = null;
    this.#cancelHeartbeat?.();
    this.#cancelHeartbeat = null;
    this.#timeline.stop();
    await this.#dropHub();
  }

  #wake(): void {
    this.reconnectNow();
    for (const document of this.#documents.values()) document.tryNow();
    void this.#heartbeat();
  }

  #keepSeat(): void {
    keepSeat(this.#environment.seats, { roomId: this.roomId, token: this.#token, participant: this.#now.me });
  }

  #set(change: Partial<LinkState>): void {
    this.#state.set({ ...this.#now, ...change });
  }

  #emit<K extends keyof LinkEvents>(event: K, value: LinkEvents[K]): void {
    const listeners = this.#listeners.get(event) as Set<Listener<K>> | undefined;
    for (const listener of listeners ?? []) listener(value);
  }
}

/** What a refusal of any call says about the page as a whole; null if nothing. */
function phaseAfter(problem: Problem): LinkPhase | null {
  switch (problem.code) {
    case 'SUPERSEDED':
      return { name: 'superseded' };
    case 'REMOVED':
      return { name: 'removed', reason: problem.message };
    case 'ROOM_ENDED':
      return { name: 'ended' };
    case 'WRONG_ROOM':
    case 'ROOM_NOT_FOUND':
      return { name: 'failed', problem };
    default:
      return problem.status === 401 ? { name: 'failed', problem } : null;
  }
}

function asProblem(error: unknown): Problem {
  return error instanceof Problem
    ? error
    : new Problem(0, 'UNEXPECTED', 'The page failed.', { cause: error });
}
