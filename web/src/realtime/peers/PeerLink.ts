import { Allowance } from '../Allowance.ts';
import type { Clock } from '../environment.ts';
import { PeerConnection, trackKinds, type RemoteTracks, type TrackKind } from './PeerConnection.ts';
import { selectedPath } from './selectedPath.ts';
import { SignalLine } from './SignalLine.ts';
import type { SignalItem } from './signals.ts';

/**
 * `direct`, or `relayed` through a TURN server. `down`: it was tried and does not go; it is tried on. Why, as far as
 * this page can tell, is its `PeerTrouble`.
 */
export type PeerConnectionName = 'connecting' | 'direct' | 'relayed' | 'down';

/**
 * `relay-refused`: the TURN server does not take this page's credentials. `relay-unreachable`: it does not answer.
 * `no-path`: no way between the two networks was found. `no-answer`: nothing was heard of the other page.
 */
export type PeerTrouble = 'relay-refused' | 'relay-unreachable' | 'no-path' | 'no-answer';

export interface PeerLinkOptions {
  clientId: number;
  /** Of two pages the one that came later. */
  isLeader: boolean;
  generation: number;
  clock: Clock;
  random: () => number;
  connect: (configuration: RTCConfiguration) => RTCPeerConnection;
  /** Servers and credentials that are good now; `renew` when those at hand were refused. */
  configuration: (renew: boolean) => Promise<RTCConfiguration>;
  send: (data: string) => Promise<void>;
  /** Whether the server hears of the other page; while it does not, nothing is tried. */
  isPresent: () => boolean;
  track: (kind: TrackKind) => MediaStreamTrack | null;
  onState: () => void;
  onTracks: () => void;
  onDocuments: (data: Uint8Array) => void;
  onCall: (text: string) => void;
  onOpened: () => void;
  onClosed: () => void;
  /** It sends more than could be read without standing still: the link is to be closed. */
  onFlood: () => void;
}

/** An interrupted way often comes back by itself. The leader looks for another first: two at a time are one too many. */
const patienceMs = { leader: 3000, follower: 4000 };
/** The first try includes fetching credentials and hearing of each other at all. */
const firstPatienceMs = 8000;
/** As long as it is likely that the network will be back soon, so that it is then back within five seconds. */
const retryMs = 4000;
const promptTries = 30;
const laterRetryMs = 15_000;
/** Every third try begins from nothing: a connection may be beyond repair. */
const triesPerConnection = 3;
/** Times what one may send of documents: who sends more than that is not heard, who sends more than this not linked. */
const floodTimes = 2;

/** The link to one other page: a connection, and another one whenever that is of no more use. */
export class PeerLink {
  readonly #options: PeerLinkOptions;
  readonly #line: SignalLine;
  readonly #allowance: Allowance;
  #connection: PeerConnection | null = null;
  /** Came before the connection was there to take them. */
  #early: SignalItem[] = [];
  #state: PeerConnectionName = 'connecting';
  #trouble: PeerTrouble | null = null;
  #relayTrouble: PeerTrouble | null = null;
  #hasHeard = false;
  #isCallOpen = false;
  #wasUp = false;
  /** Since the connection was last up. */
  #tries = 0;
  #cancelTry: (() => void) | null = null;
  #closed = false;
  #isMuted = false;

  constructor(options: PeerLinkOptions) {
    this.#options = options;
    this.#allowance = new Allowance(options.clock, floodTimes);
    this.#line = new SignalLine({
      clock: options.clock,
      random: options.random,
      send: options.send,
      onItem: (item) => this.#take(item),
      onGeneration: () => void this.#begin(),
    });
    this.#line.begin(options.generation);
    void this.#begin();
    this.#tryAfter(firstPatienceMs);
  }

  get generation(): number {
    return this.#line.generation;
  }

  get state(): PeerConnectionName {
    return this.#state;
  }

  /** Set while the link is `down`. */
  get trouble(): PeerTrouble | null {
    return this.#state === 'down' ? this.#trouble : null;
  }

  /** What goes into the documents channel now may be expected to arrive. */
  get isOpen(): boolean {
    return this.#connection !== null && this.#connection.isOpen && this.#connection.isKeepingUp;
  }

  get remote(): RemoteTracks | null {
    return this.#connection?.remote ?? null;
  }

  receive(data: string): void {
    this.#hasHeard = true;
    this.#line.receive(data);
  }

  sendDocuments(message: Uint8Array): void {
    if (this.#connection?.sendDocuments(message) === false) this.#options.onState();
  }

  /** Nothing of this page's documents is heard or said any more, on this connection and later ones. */
  closeDocuments(): void {
    this.#isMuted = true;
    this.#connection?.muteDocuments();
    this.#options.onState();
  }

  sendCall(message: string): void {
    this.#connection?.sendCall(message);
  }

  sender(kind: TrackKind): RTCRtpSender | null {
    return this.#connection?.sender(kind) ?? null;
  }

  receiver(kind: TrackKind): RTCRtpReceiver | null {
    return this.#connection?.receiver(kind) ?? null;
  }

  stats(): Promise<RTCStatsReport | null> {
    return this.#connection?.stats() ?? Promise.resolve(null);
  }

  updateTrack(kind: TrackKind): void {
    const track = this.#options.track(kind);
    this.#connection?.setTrack(kind, track).catch((error: unknown) => {
      console.warn(`CodeMeet: the ${kind} could not be sent.`, error);
    });
  }

  /** The way to the server is back: what was said meanwhile may have been missed, on both sides. */
  hubIsBack(): void {
    this.#line.ask();
    this.wake();
  }

  /** A good moment to try again at once. */
  wake(): void {
    const isUp = this.#connection?.isConnected === true;
    if (!this.#closed && !isUp && (this.#wasUp || this.#tries > 0)) this.#tryNow();
  }

  /** The own network is another one. */
  networkChanged(): void {
    if (this.#connection !== null) void this.#restart(this.#connection);
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#cancelTry?.();
    this.#line.close();
    this.#drop();
  }

  async #begin(): Promise<void> {
    this.#drop();
    const generation = this.#line.generation;
    const renew = this.#relayTrouble === 'relay-refused';
    this.#relayTrouble = null;
    let configuration: RTCConfiguration;
    try {
      configuration = await this.#options.configuration(renew);
    } catch (error) {
      console.debug('CodeMeet: where relays are is not known yet.', error);
      return; // Tried again with the next try.
    }
    if (this.#closed || generation !== this.#line.generation || this.#connection !== null) return;
    const { clientId, connect, isLeader } = this.#options;
    const connection = new PeerConnection({
      connection: connect(configuration),
      isLeader,
      send: (item) => this.#line.push(item),
      onState: () => this.#look(),
      // Deferred where the leader's sections are there before it has returned.
      onTracks: () => queueMicrotask(() => this.#offerTracks(connection)),
      mayTake: (size) => this.#mayTake(size),
      onDocuments: (data) => this.#options.onDocuments(data),
      onCall: (text) => this.#options.onCall(text),
      onCallOpen: () => {
        this.#isCallOpen = true;
        this.#options.onOpened();
      },
      onBroken: (cause) => {
        console.debug(`CodeMeet: the connection to page ${clientId} broke.`, cause);
        this.#drop();
        this.#tryAfter(Math.min(1000 * (this.#tries + 1), retryMs));
      },
      onServerError: (url, code) => this.#learnTrouble(url, code),
    });
    this.#connection = connection;
    if (this.#isMuted) connection.muteDocuments();
    for (const item of this.#early.splice(0)) connection.take(item);
  }

  /** Each message costs the page a turn, even one that nobody looks at. */
  #mayTake(size: number): boolean {
    if (this.#closed) return false;
    if (this.#allowance.take(size)) return true;
    this.#options.onFlood();
    return false;
  }

  #offerTracks(connection: PeerConnection): void {
    if (this.#connection !== connection) return;
    for (const kind of trackKinds) this.updateTrack(kind);
    this.#options.onTracks();
  }

  #take(item: SignalItem): void {
    if (this.#connection === null) this.#early.push(item);
    else this.#connection.take(item);
  }

  /** What the connection makes of itself, and what is to be done about it. */
  #look(): void {
    const connection = this.#connection;
    if (connection === null) return;
    if (connection.isConnected) {
      this.#wasUp = true;
      this.#tries = 0;
      this.#cancelTry?.();
      this.#cancelTry = null;
      void this.#learnPath(connection);
    } else if (connection.hasFailed) {
      this.#set('down', this.#relayTrouble ?? 'no-path');
      if (this.#tries === 0) this.#tryNow();
    } else if (this.#state !== 'down') {
      this.#set('connecting');
      const { leader, follower } = patienceMs;
      if (this.#cancelTry === null) this.#tryAfter(this.#options.isLeader ? leader : follower);
    }
  }

  async #learnPath(connection: PeerConnection): Promise<void> {
    const path = selectedPath(await connection.stats());
    if (this.#connection === connection && connection.isConnected) this.#set(path ?? 'direct');
    this.#options.onState();
  }

  #tryAfter(ms: number): void {
    this.#cancelTry?.();
    this.#cancelTry = this.#options.clock.after(ms, () => this.#tryNow());
  }

  #tryNow(): void {
    if (this.#closed) return;
    if (!this.#options.isPresent()) {
      this.#tryAfter(retryMs);
      return;
    }
    this.#tries++;
    if (this.#tries > 1 || this.#connection?.hasFailed === true) {
      this.#set('down', this.#relayTrouble ?? (this.#hasHeard ? 'no-path' : 'no-answer'));
    }
    this.#tryAfter(this.#tries < promptTries ? retryMs : laterRetryMs);
    const connection = this.#connection;
    if (connection === null || this.#tries % triesPerConnection === 0) {
      this.#line.begin(this.#line.generation + 1);
      void this.#begin();
    } else {
      void this.#restart(connection);
    }
    this.#line.ask();
  }

  async #restart(connection: PeerConnection): Promise<void> {
    const renew = this.#relayTrouble === 'relay-refused';
    this.#relayTrouble = null;
    try {
      const configuration = await this.#options.configuration(renew);
      if (this.#connection === connection) connection.restart(configuration);
    } catch (error) {
      console.debug('CodeMeet: where relays are is not known yet.', error);
    }
  }

  #learnTrouble(url: string, code: number): void {
    if (!url.startsWith('turn')) return;
    this.#relayTrouble = code >= 700 ? 'relay-unreachable' : 'relay-refused';
    // One server of several that does not answer is no news while another does.
    if (this.#state === 'down') this.#set('down', this.#relayTrouble);
  }

  #drop(): void {
    const connection = this.#connection;
    this.#connection = null;
    this.#early = [];
    if (connection === null) return;
    connection.close();
    if (this.#isCallOpen) this.#options.onClosed();
    this.#isCallOpen = false;
    if (this.#state !== 'down') this.#set('connecting');
  }

  #set(state: PeerConnectionName, trouble: PeerTrouble | null = null): void {
    if (this.#state === state && this.#trouble === trouble) return;
    this.#state = state;
    this.#trouble = trouble;
    if (!this.#closed) this.#options.onState();
  }
}
