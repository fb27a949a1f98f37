/**
 * The direct links of this page to every other page of the room. They carry edits, cursors and the call as long as
 * they last; nothing depends on them. Who is linked follows the server's list of people alone.
 */
import type { Clock } from '../environment.ts';
import { holdsSeat } from '../linkState.ts';
import type { IceAnswer, Participant, SignalEvent } from '../protocol.ts';
import { Listeners } from '../../lib/Listeners.ts';
import { StateStore, type Store } from '../../lib/store.ts';
import { PeerLink, type PeerConnectionName, type PeerTrouble } from './PeerLink.ts';
import type { RemoteTracks, TrackKind } from './PeerConnection.ts';

export interface PeerState {
  clientId: number;
  participantId: string;
  connection: PeerConnectionName;
  /** Present while `connection` is `down`. */
  reason?: PeerTrouble;
}

export interface PeerEvents {
  documents: { clientId: number; data: Uint8Array };
  call: { clientId: number; text: string };
  /** The call channel of this client id is open: tell what should be known of this page. */
  opened: number;
  closed: number;
  /** The documents channel of this client id is open, or keeps up again: it may lack what was sent before. */
  linked: number;
  /** The tracks of this client id are there, or other ones than before. */
  tracks: number;
}

interface Ice {
  answer: Promise<IceAnswer>;
  /** Milliseconds since the Unix epoch; the end of time until the answer is there. */
  expiresAt: number;
}

interface PeerLinksOptions {
  clock: Clock;
  random: () => number;
  /** Absent where there is no WebRTC: nobody is ever linked. */
  connect: ((configuration: RTCConfiguration) => RTCPeerConnection) | undefined;
  readIce: () => Promise<IceAnswer>;
  signal: (to: number, data: string) => Promise<void>;
}

/** Of a call message, in UTF-16 units: it says what is on and what is off. */
const callChars = 4096;
/** How long somebody who flooded is not linked: they cost the others a burst of messages a minute at most. */
export const floodPauseMs = 60_000;
/** Credentials are renewed before anything that takes long could outlast them. */
const credentialReserveMs = 10 * 60_000;

export class PeerLinks {
  readonly state: Store<readonly PeerState[]>;
  readonly #state = new StateStore<readonly PeerState[]>([]);
  readonly #options: PeerLinksOptions;
  readonly #listeners = new Listeners<PeerEvents>();
  readonly #completeness = new Set<() => void>();
  readonly #links = new Map<number, PeerLink>();
  /** Of each link there was: one that is opened again must not be taken for the one before. */
  readonly #generations = new Map<number, number>();
  /** Client ids only grow: a list with a lower one is older than what is known. */
  readonly #newest = new Map<string, number>();
  readonly #tracks = new Map<TrackKind, { track: MediaStreamTrack; to: (clientId: number) => boolean }>();
  /**
   * Participants who flooded this page, and until when they are not linked: a new page of theirs would do it again. Not
   * for ever, since a page that stood still for a minute gets what honest ones sent meanwhile at once.
   */
  readonly #flooders = new Map<string, number>();
  #participants = new Map<number, Participant>();
  #clientId = 0;
  #ice: Ice | null = null;
  #wasComplete = false;
  /** Pages whose documents channel was open when it was last looked at. */
  #linked = new Set<number>();

  constructor(options: PeerLinksOptions) {
    this.#options = options;
    this.state = this.#state;
  }

  /**
   * Every other page that is there is linked by an open documents channel that keeps up. False while there is nobody
   * else: what is sent nowhere has no other home than the log.
   */
  get isComplete(): boolean {
    const present = [...this.#participants.values()].filter(({ online }) => online);
    return present.length > 0 && present.every(({ clientId }) => this.#links.get(clientId)?.isOpen === true);
  }

  /** Returns the way to stop. */
  onCompleteness(listener: () => void): () => void {
    this.#completeness.add(listener);
    return () => {
      this.#completeness.delete(listener);
    };
  }

  /** Returns the way to stop. */
  on<K extends keyof PeerEvents>(event: K, listener: (value: PeerEvents[K]) => void): () => void {
    return this.#listeners.on(event, listener);
  }

  /** To every page that `to` names and whose channel is open and keeps up; the others have the log. */
  sendDocuments(message: Uint8Array, to: (clientId: number) => boolean = () => true): void {
    for (const [clientId, link] of this.#links) if (to(clientId)) link.sendDocuments(message);
  }

  /** This page is not believed any more: of documents nothing is heard from it or said to it, as long as it lasts. */
  closeDocuments(clientId: number): void {
    this.#links.get(clientId)?.closeDocuments();
  }

  isLinked(clientId: number): boolean {
    return this.#links.get(clientId)?.isOpen === true;
  }

  /** At most 4096 characters; pages whose channel is not open hear of it by `opened`. */
  sendCall(message: string, to?: number): void {
    for (const [clientId, link] of this.#links) {
      if (to === undefined || to === clientId) link.sendCall(message);
    }
  }

  /** What is sent from now on, also to pages that come later; `to` is asked again with every call. */
  setTrack(
    kind: TrackKind,
    track: MediaStreamTrack | null,
    to: (clientId: number) => boolean = () => true,
  ): void {
    if (track === null) this.#tracks.delete(kind);
    else this.#tracks.set(kind, { track, to });
    for (const link of this.#links.values()) link.updateTrack(kind);
  }

  remote(clientId: number): RemoteTracks | null {
    return this.#links.get(clientId)?.remote ?? null;
  }

  sender(clientId: number, kind: TrackKind): RTCRtpSender | null {
    return this.#links.get(clientId)?.sender(kind) ?? null;
  }

  /** For its synchronization sources: how loud what arrives is. */
  receiver(clientId: number, kind: TrackKind): RTCRtpReceiver | null {
    return this.#links.get(clientId)?.receiver(kind) ?? null;
  }

  stats(clientId: number): Promise<RTCStatsReport | null> {
    return this.#links.get(clientId)?.stats() ?? Promise.resolve(null);
  }

  /** The server's list, as page `clientId` of `me` has it. A page that is not in it is not linked, from this moment on. */
  follow(clientId: number, me: string, participants: readonly Participant[]): void {
    if (this.#options.connect === undefined) return;
    if (clientId !== this.#clientId) this.close();
    // Already superseded, and about to be told so.
    if (participants.some((one) => one.id === me && one.clientId > clientId)) {
      this.close();
      return;
    }
    this.#clientId = clientId;
    const before = this.#participants;
    const others = participants.filter((one) => one.id !== me && this.#isPage(one));
    this.#participants = new Map(others.map((one) => [one.clientId, one]));
    for (const [id, link] of this.#links) {
      if (!this.#participants.has(id)) this.#shut(id, link);
    }
    for (const [id, { id: participantId, online }] of this.#participants) {
      if ((this.#flooders.get(participantId) ?? 0) > this.#options.clock.now()) continue;
      const link = this.#links.get(id);
      if (link === undefined) this.#open(id);
      else if (online && before.get(id)?.online === false) link.wake();
    }
    this.#tell();
  }

  /** Shuts every link at once: this page is no longer in the room, or no longer the one it was. */
  close(): void {
    this.#participants.clear();
    this.#ice = null;
    for (const [id, link] of this.#links) this.#shut(id, link);
    this.#clientId = 0;
    this.#tell();
  }

  receive({ from, data }: SignalEvent): void {
    this.#links.get(from)?.receive(data); // Of a page not known yet: it sends again.
  }

  hubIsBack(): void {
    for (const link of this.#links.values()) link.hubIsBack();
  }

  wake(): void {
    for (const link of this.#links.values()) link.wake();
  }

  networkChanged(): void {
    for (const link of this.#links.values()) link.networkChanged();
  }

  #isPage(participant: Participant): boolean {
    const { id, clientId } = participant;
    if (clientId <= 0 || !holdsSeat(participant)) return false;
    if (clientId < (this.#newest.get(id) ?? 0)) return false;
    this.#newest.set(id, clientId);
    return true;
  }

  #open(clientId: number): void {
    const { clock, random, connect, signal } = this.#options;
    if (connect === undefined) return;
    const emit = this.#listeners;
    const link = new PeerLink({
      clientId,
      isLeader: this.#clientId > clientId,
      generation: (this.#generations.get(clientId) ?? 0) + 1,
      clock,
      random,
      connect,
      configuration: (renew) => this.#configuration(renew),
      send: (data) => signal(clientId, data),
      isPresent: () => this.#participants.get(clientId)?.online === true,
      track: (kind) => {
        const wanted = this.#tracks.get(kind);
        return wanted?.to(clientId) === true ? wanted.track : null;
      },
      onState: () => this.#tell(),
      onTracks: () => emit.emit('tracks', clientId),
      onDocuments: (data) => emit.emit('documents', { clientId, data }),
      onCall: (text) => {
        if (text.length <= callChars) emit.emit('call', { clientId, text });
      },
      onOpened: () => emit.emit('opened', clientId),
      onClosed: () => emit.emit('closed', clientId),
      onFlood: () => {
        console.warn(`CodeMeet: page ${clientId} floods this one and is not linked for a while.`);
        const participantId = this.#participants.get(clientId)?.id;
        if (participantId !== undefined) this.#flooders.set(participantId, clock.now() + floodPauseMs);
        this.#shut(clientId, link);
        this.#tell();
      },
    });
    this.#links.set(clientId, link);
  }

  #shut(clientId: number, link: PeerLink): void {
    this.#generations.set(clientId, link.generation);
    this.#links.delete(clientId);
    link.close();
  }

  async #configuration(renew: boolean): Promise<RTCConfiguration> {
    if (
      renew ||
      this.#ice === null ||
      this.#ice.expiresAt - credentialReserveMs < this.#options.clock.now()
    ) {
      this.#ice = this.#readIce();
    }
    const { servers, policy } = await this.#ice.answer;
    return { iceServers: servers, iceTransportPolicy: policy };
  }

  #readIce(): Ice {
    const { clock, readIce } = this.#options;
    const askedAt = clock.now();
    const ice: Ice = { answer: readIce(), expiresAt: Number.POSITIVE_INFINITY };
    ice.answer.then(
      ({ expiresAt }) => {
        // How long they last by the server's own clock is not known here; that they last a while from now on is.
        if (expiresAt != null)
          ice.expiresAt = Math.max(Date.parse(expiresAt), askedAt + 2 * credentialReserveMs);
      },
      () => {
        if (this.#ice === ice) this.#ice = null; // Who waits for it gets the failure; the next asks again.
      },
    );
    return ice;
  }

  /** One new state however much has changed, and none where nothing has. */
  #tell(): void {
    const states = [...this.#links].flatMap(([clientId, link]): PeerState[] => {
      const participantId = this.#participants.get(clientId)?.id;
      if (participantId === undefined) return [];
      const reason = link.trouble;
      return [{ clientId, participantId, connection: link.state, ...(reason !== null && { reason }) }];
    });
    if (JSON.stringify(states) !== JSON.stringify(this.#state.getSnapshot())) this.#state.set(states);
    const { isComplete } = this;
    const hasChanged = isComplete !== this.#wasComplete;
    this.#wasComplete = isComplete;
    if (hasChanged) for (const listener of [...this.#completeness]) listener();
    const before = this.#linked;
    this.#linked = new Set([...this.#links.keys()].filter((clientId) => this.isLinked(clientId)));
    for (const clientId of this.#linked) if (!before.has(clientId)) this.#listeners.emit('linked', clientId);
  }
}
