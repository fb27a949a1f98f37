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
import { DirectRoom, type DirectPath } from './direct/DirectRoom.ts';
import { directLineOf } from './direct/directLineOf.ts';
import { DocumentApi } from './DocumentApi.ts';
import { DocumentLink } from './DocumentLink.ts';
import type { LinkEnvironment } from './environment.ts';
import { Heartbeat } from './Heartbeat.ts';
import { asProblem, Problem, send } from './http.ts';
import { HubLine } from './HubLine.ts';
import {
  hasSeat,
  phaseAfter,
  stateAfter,
  type LinkEvents,
  type LinkPhase,
  type LinkState,
} from './linkState.ts';
import { PeerLinks } from './peers/PeerLinks.ts';
import type { DocumentName, HeartbeatAnswer, HubEvents, JoinAnswer, Participant, Room } from './protocol.ts';
import { joinRoom, RoomApi, type RoomCall } from './RoomApi.ts';
import { forgetSeat, keepSeat } from './seats.ts';
import { SendBudget } from './SendBudget.ts';
import { Listeners } from '../lib/Listeners.ts';
import { StateStore, type Store } from '../lib/store.ts';
import { TimelineFeed, type TimelineState } from './TimelineFeed.ts';

export class RoomLink {
  readonly roomId: string;
  readonly api: RoomApi;
  readonly state: Store<LinkState>;
  readonly timeline: Store<TimelineState>;
  /** Direct links to the other pages of the room. */
  readonly peers: PeerLinks;
  /** Whether the other pages see this one's edits directly or by way of the server. */
  readonly path: Store<DirectPath>;

  readonly #environment: LinkEnvironment;
  readonly #state: StateStore<LinkState>;
  readonly #timeline: TimelineFeed;
  readonly #documents = new Map<DocumentName, DocumentLink>();
  readonly #listeners = new Listeners<LinkEvents>();
  readonly #budget: SendBudget;
  readonly #line: HubLine;
  readonly #heartbeat: Heartbeat;
  readonly #direct: DirectRoom;
  readonly #endHints: (() => void)[];
  #token: string;
  /** Counts joins: what belongs to an older one is void. */
  #generation = 0;
  #disposed = false;
  /** A new page of this seat is wished for; null once it is there. */
  #joining: 'asking' | 'later' | null = null;

  constructor(answer: JoinAnswer, environment: LinkEnvironment) {
    this.#environment = environment;
    this.roomId = answer.room.id;
    this.#token = answer.token;
    this.api = new RoomApi(this.#call);
    this.#budget = new SendBudget(environment.clock);
    this.#line = new HubLine({
      environment,
      token: () => this.#token,
      onEvent: (name, argument) => this.#receive(name, argument),
      onOpen: () => this.#connected(),
      onLost: () => this.#disconnected(),
      onWait: (reconnectAt) => {
        if (this.#hasSeat) this.#set({ phase: { name: 'offline', reconnectAt } });
      },
    });
    this.#heartbeat = new Heartbeat({
      clock: environment.clock,
      place: () => (this.#hasSeat ? 'seat' : this.#isWaiting ? 'lobby' : null),
      beat: () => this.#beat(),
    });
    this.#state = new StateStore(stateAfter(answer));
    this.state = this.#state;
    this.#timeline = new TimelineFeed({
      clock: environment.clock,
      read: (after) => this.api.timeline(after),
      onEvent: (event) => this.#listeners.emit('timeline', event),
      onMessage: (message) => this.#listeners.emit('chat', message),
    });
    this.timeline = this.#timeline.state;
    this.peers = new PeerLinks({
      clock: environment.clock,
      random: environment.random,
      connect: environment.peer,
      readIce: () => this.api.ice(),
      signal: (to, data) => this.api.signal(to, data),
    });
    this.#direct = new DirectRoom({
      line:
        environment.directLine?.({ clientId: () => (this.#hasSeat ? this.clientId : 0) }) ??
        directLineOf(this.peers),
      clock: environment.clock,
      people: () => this.#now,
    });
    this.path = this.#direct.path;
    this.#endHints = [
      environment.page.onNetworkChange?.(() => this.peers.networkChanged()) ?? (() => undefined),
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
      direct: this.#direct,
      rejoin: () => void this.#join(),
      concernsPage: (problem) => this.#judge(problem),
    });
    this.#documents.set(name, document);
    if (this.#hasSeat) document.start(this.#now.clientId);
    document.connectionChanged(this.#now.phase.name === 'online');
    return document;
  }

  /** Returns the way to stop. */
  on<K extends keyof LinkEvents>(event: K, listener: (value: LinkEvents[K]) => void): () => void {
    return this.#listeners.on(event, listener);
  }

  /** Ends an `offline` wait now. */
  reconnectNow(): void {
    if (this.#now.phase.name === 'offline') this.#line.tryNow();
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
    this.peers.close();
    for (const end of this.#endHints.splice(0)) end();
    for (const document of this.#documents.values()) document.dispose();
    this.#direct.dispose();
    await this.#standStill();
  }

  get #now(): LinkState {
    return this.#state.getSnapshot();
  }

  /** What is over for good stays over, whatever late answers say. */
  #mayJoin(): boolean {
    const { name } = this.#now.phase;
    return !this.#disposed && name !== 'removed' && name !== 'ended' && name !== 'failed';
  }

  get #hasSeat(): boolean {
    return !this.#disposed && hasSeat(this.#now.phase);
  }

  get #isWaiting(): boolean {
    return !this.#disposed && this.#now.phase.name === 'waiting';
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
    // A join whose answer was lost made the newer page: the next one makes it this page.
    if (problem.code === 'SUPERSEDED' && this.#joining !== null) return true;
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
    this.#generation++;
    this.#token = answer.token;
    this.#joining = null;
    this.#set({ ...stateAfter(answer), clockOffsetMs: this.#now.clockOffsetMs });
    this.#keepSeat();
    if (this.#hasSeat) {
      for (const document of this.#documents.values()) document.start(answer.clientId);
      this.peers.follow(answer.clientId, answer.participant.id, answer.participants);
      void this.#timeline.read();
    }
    this.#heartbeat.schedule();
    this.#line.open();
  }

  /** Joins again with the own token: the same seat, a new client id. */
  async #join(): Promise<void> {
    if (this.#joining === 'asking' || !this.#mayJoin()) return;
    this.#joining = 'asking';
    this.peers.close();
    if (this.#hasSeat) this.#set({ phase: { name: 'connecting' } });
    await this.#line.close(); // So that this page does not hear of being superseded by itself.
    try {
      const answer = await joinRoom(this.#environment.fetch, this.roomId, { token: this.#token });
      if (this.#mayJoin()) this.#enter(answer);
    } catch (error) {
      this.#joining = 'later';
      const problem = asProblem(error);
      const phase = phaseAfter(problem);
      if (phase !== null) this.#stopAs(phase);
      else if (!problem.isPassing) this.#stopAs({ name: 'failed', problem });
      else this.#line.tryLater(() => void this.#join());
    }
  }

  #connected(): void {
    this.#heartbeat.now();
    // Whoever waits at the door may read nothing yet; asking all the same would only be answered with another wait.
    if (!this.#hasSeat) return;
    this.#set({ phase: { name: 'online' } });
    for (const document of this.#documents.values()) document.connectionChanged(true);
    this.peers.hubIsBack();
    void this.#timeline.read();
    this.#listeners.emit('resync', undefined);
  }

  #disconnected(): void {
    for (const document of this.#documents.values()) document.connectionChanged(false);
    this.#heartbeat.now(); // Tells whether it is the network or the seat.
  }

  #receive(name: keyof HubEvents, argument: unknown): void {
    const handlers: { [E in keyof HubEvents]: (event: HubEvents[E]) => void } = {
      update: (event) => this.#documents.get(event.doc)?.receive(event),
      awareness: (event) => this.#documents.get(event.doc)?.receiveCursor(event),
      run: ({ run }) => this.#listeners.emit('run', run),
      output: (event) => this.#listeners.emit('output', event),
      case: (event) => this.#listeners.emit('case', event),
      chat: ({ message }) => this.#timeline.receiveMessage(message),
      timeline: ({ event }) => this.#timeline.receive(event),
      participants: ({ list }) => this.#learnParticipants(list),
      room: ({ room }) => this.#learnRoom(room),
      signal: (event) => this.peers.receive(event),
      superseded: () => this.#stopAs({ name: 'superseded' }),
      removed: ({ reason }) => {
        if (reason === 'lobby') void this.#join();
        else this.#stopAs({ name: 'removed', reason });
      },
    };
    handlers[name](argument as never);
  }

  async #beat(): Promise<void> {
    const generation = this.#generation;
    const askedAt = this.#environment.clock.now();
    try {
      const answer = await this.api.heartbeat();
      if (generation === this.#generation) this.#learnHeartbeat(answer, askedAt);
    } catch (error) {
      const problem = asProblem(error);
      if (!problem.isPassing && generation === this.#generation) this.#judge(problem);
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
    for (const [name, document] of this.#documents) document.learnHead(answer.heads[name] ?? 0);
  }

  #learnRoom(room: Room): void {
    if (room.epoch < this.#now.room.epoch) return; // Overtaken on the way.
    this.#set({ room });
    if (room.state === 'ended' || room.state === 'archived' || room.state === 'purged') {
      this.#stopAs({ name: 'ended' });
    } else if (this.#now.phase.name === 'waiting') {
      this.#heartbeat.now(); // Perhaps admitted: only the server's answer to this page counts.
    }
  }

  /** An event may be old; between seat and lobby only a heartbeat's answer moves the page. */
  #learnParticipants(participants: readonly Participant[], isAnswer = false): void {
    const known = new Set(this.#now.participants.map(({ clientId }) => clientId));
    const me = participants.find(({ id }) => id === this.#now.me.id) ?? this.#now.me;
    this.#set({ participants, me });
    this.#direct.learnPeople();
    const pages = new Set(participants.map(({ clientId }) => clientId));
    const hasNewcomer = [...pages].some((clientId) => !known.has(clientId));
    for (const document of this.#documents.values()) document.learnPages(pages, hasNewcomer);
    if (this.#hasSeat && this.#joining === null) this.peers.follow(this.#now.clientId, me.id, participants);

    const isWaiting = this.#now.phase.name === 'waiting';
    if ((me.status === 'waiting') === isWaiting) return;
    if (!isAnswer) this.#heartbeat.now();
    else if (isWaiting) void this.#join();
    else if (this.#hasSeat) this.#waitInLobby();
  }

  #waitInLobby(): void {
    this.peers.close();
    for (const document of this.#documents.values()) document.stop();
    this.#set({ phase: { name: 'waiting' } });
    this.#heartbeat.schedule();
  }

  /** Ends the live part of this page. The text stays readable, unsent edits stay in the outbox. */
  #stopAs(phase: LinkPhase): void {
    this.peers.close();
    if (phase.name === 'removed') forgetSeat(this.#environment.seats, this.roomId);
    for (const document of this.#documents.values()) {
      document.connectionChanged(false);
      document.stop();
    }
    this.#joining = null;
    this.#set({ phase });
    void this.#standStill();
  }

  async #standStill(): Promise<void> {
    this.#heartbeat.stop();
    this.#timeline.stop();
    await this.#line.close();
  }

  #wake(): void {
    this.reconnectNow();
    for (const document of this.#documents.values()) document.tryNow();
    this.peers.wake();
    this.#heartbeat.now();
  }

  #keepSeat(): void {
    keepSeat(this.#environment.seats, { roomId: this.roomId, token: this.#token, participant: this.#now.me });
  }

  #set(change: Partial<LinkState>): void {
    this.#state.set({ ...this.#now, ...change });
  }
}
