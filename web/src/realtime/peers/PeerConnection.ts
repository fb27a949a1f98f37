import type { SignalItem } from './signals.ts';

/** What a page may send to another, in the order of the media sections; each has its place from the first offer on. */
export const trackKinds = ['microphone', 'camera', 'screen'] as const;
export type TrackKind = (typeof trackKinds)[number];

export interface RemoteTracks {
  microphone: MediaStreamTrack;
  camera: MediaStreamTrack;
  screen: MediaStreamTrack;
}

interface PeerConnectionOptions {
  connection: RTCPeerConnection;
  /** Makes the first offer, and gives way to no other. Exactly one of the two does. */
  isLeader: boolean;
  send: (item: SignalItem) => void;
  onState: () => void;
  /** The media sections are there: tracks may be read and put in. */
  onTracks: () => void;
  /** Of every message, whatever becomes of it: false if it is one too many. */
  mayTake: (size: number) => boolean;
  onDocuments: (data: Uint8Array) => void;
  onCall: (text: string) => void;
  onCallOpen: () => void;
  /** The other side closed its end, or what it sent cannot be used. */
  onBroken: (cause: unknown) => void;
  /** A STUN or TURN server was of no use; `code` is STUN's own, 7xx when it did not answer. */
  onServerError: (url: string, code: number) => void;
}

/** How far a channel may fall behind before nothing more is put into it; browsers break it at 16 MiB. */
const mostBufferedBytes = 1024 * 1024;

/**
 * One `RTCPeerConnection` with everything in place that will ever be needed: two data channels, and a media section
 * for each kind of track. Later tracks are only put in and out, so after the first offer nothing but a new way
 * through the network (ICE restart) is ever negotiated. Glare is settled by the leader not giving way.
 */
export class PeerConnection {
  readonly #options: PeerConnectionOptions;
  readonly #connection: RTCPeerConnection;
  #transceivers: RTCRtpTransceiver[] = [];
  #documents: RTCDataChannel | null = null;
  #isMuted = false;
  #call: RTCDataChannel | null = null;
  #isOffering = false;
  #ignoresOffer = false;
  /** Items are taken one after the other: each may need several steps. */
  #queue: Promise<void> = Promise.resolve();
  #closed = false;

  constructor(options: PeerConnectionOptions) {
    this.#options = options;
    const { connection } = options;
    this.#connection = connection;
    connection.onicecandidate = ({ candidate }) => {
      if (candidate !== null) options.send({ candidate: candidate.toJSON() });
    };
    connection.onicecandidateerror = ({ url, errorCode }) => options.onServerError(url, errorCode);
    connection.onconnectionstatechange = () => options.onState();
    connection.onnegotiationneeded = () => {
      // Who does not lead has nothing to offer before the first offer of the other came.
      if (options.isLeader || this.#transceivers.length > 0) void this.#offer();
    };
    if (!options.isLeader) return;
    for (const kind of trackKinds) {
      connection.addTransceiver(kind === 'microphone' ? 'audio' : 'video', { direction: 'sendrecv' });
    }
    this.#settle();
  }

  get isConnected(): boolean {
    return this.#connection.connectionState === 'connected';
  }

  get hasFailed(): boolean {
    return this.#connection.connectionState === 'failed';
  }

  get isOpen(): boolean {
    return this.isConnected && !this.#isMuted && this.#documents?.readyState === 'open';
  }

  /** Whether everything sent so far may be expected to arrive soon. */
  get isKeepingUp(): boolean {
    return (this.#documents?.bufferedAmount ?? 0) <= mostBufferedBytes;
  }

  get remote(): RemoteTracks | null {
    const [microphone, camera, screen] = this.#transceivers.map(({ receiver }) => receiver.track);
    return microphone === undefined || camera === undefined || screen === undefined
      ? null
      : { microphone, camera, screen };
  }

  sender(kind: TrackKind): RTCRtpSender | null {
    return this.#transceivers[trackKinds.indexOf(kind)]?.sender ?? null;
  }

  receiver(kind: TrackKind): RTCRtpReceiver | null {
    return this.#transceivers[trackKinds.indexOf(kind)]?.receiver ?? null;
  }

  async setTrack(kind: TrackKind, track: MediaStreamTrack | null): Promise<void> {
    const sender = this.sender(kind);
    if (sender === null || sender.track === track) return;
    try {
      await sender.replaceTrack(track);
    } catch (error) {
      if (!this.#closed) throw error;
    }
  }

  stats(): Promise<RTCStatsReport> {
    return this.#connection.getStats();
  }

  take(item: SignalItem): void {
    this.#queue = this.#queue.then(async () => {
      if (this.#closed) return;
      try {
        await ('description' in item
          ? this.#takeDescription(item.description)
          : this.#takeCandidate(item.candidate));
      } catch (error) {
        this.#fail(error);
      }
    });
  }

  /** Looks for a new way through the network, with servers that may be new too. The old way serves meanwhile. */
  restart(configuration: RTCConfiguration): void {
    if (this.#closed) return;
    try {
      this.#connection.setConfiguration(configuration);
      this.#connection.restartIce();
    } catch (error) {
      this.#fail(error);
    }
  }

  /** False if the channel is not open, too far behind to take more, or the message more than it takes at all. */
  sendDocuments(message: Uint8Array): boolean {
    if (!this.isOpen || !this.isKeepingUp) return false;
    if (message.byteLength > (this.#connection.sctp?.maxMessageSize ?? 0)) return false;
    this.#documents?.send(message as Uint8Array<ArrayBuffer>);
    return true;
  }

  /** What comes on the documents channel is not looked at any more. Closing it would make the other side connect anew. */
  muteDocuments(): void {
    this.#isMuted = true;
  }

  sendCall(message: string): void {
    if (this.#call?.readyState === 'open') this.#call.send(message);
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    const connection = this.#connection;
    connection.onicecandidate = null;
    connection.onicecandidateerror = null;
    connection.onconnectionstatechange = null;
    connection.onnegotiationneeded = null;
    for (const channel of [this.#documents, this.#call]) {
      if (channel === null) continue;
      channel.onopen = null;
      channel.onclose = null;
      channel.onmessage = null;
    }
    connection.close();
  }

  async #offer(): Promise<void> {
    try {
      this.#isOffering = true;
      await this.#connection.setLocalDescription();
      this.#sendDescription();
    } catch (error) {
      this.#fail(error);
    } finally {
      this.#isOffering = false;
    }
  }

  async #takeDescription(description: { type: RTCSdpType; sdp: string }): Promise<void> {
    const connection = this.#connection;
    const isOffer = description.type === 'offer';
    const isGlare = isOffer && (this.#isOffering || connection.signalingState !== 'stable');
    this.#ignoresOffer = isGlare && this.#options.isLeader;
    if (this.#ignoresOffer) return;
    // The answer to an offer that gave way meanwhile.
    if (!isOffer && connection.signalingState !== 'have-local-offer') return;
    await connection.setRemoteDescription({ type: description.type, sdp: withDtx(description.sdp) });
    if (!isOffer) return;
    this.#settle();
    await connection.setLocalDescription();
    this.#sendDescription();
  }

  async #takeCandidate(candidate: RTCIceCandidateInit): Promise<void> {
    try {
      await this.#connection.addIceCandidate(candidate);
    } catch (error) {
      // Of an offer that was not taken, or of a network this page has no idea of: others may do.
      if (!this.#ignoresOffer) console.debug('CodeMeet: a candidate was of no use.', error);
    }
  }

  #sendDescription(): void {
    const description = this.#connection.localDescription;
    if (description !== null && !this.#closed) {
      this.#options.send({ description: { type: description.type, sdp: description.sdp } });
    }
  }

  /** Takes the media sections over as they were first offered, and opens the channels, whose numbers are agreed. */
  #settle(): void {
    if (this.#transceivers.length > 0 || this.#closed) return;
    const transceivers = this.#connection.getTransceivers().slice(0, trackKinds.length);
    const sections = transceivers.map(({ receiver }) => receiver.track.kind).join();
    if (sections !== 'audio,video,video') throw new Error(`An offer with the sections ${sections}.`);
    for (const transceiver of transceivers) transceiver.direction = 'sendrecv';
    this.#transceivers = transceivers;
    this.#documents = this.#channel('documents', 0);
    this.#documents.binaryType = 'arraybuffer';
    this.#documents.bufferedAmountLowThreshold = mostBufferedBytes / 2;
    this.#documents.onbufferedamountlow = () => this.#options.onState();
    this.#documents.onopen = () => this.#options.onState();
    this.#documents.onmessage = ({ data }: MessageEvent<unknown>) => {
      if (!this.#options.mayTake(sizeOf(data)) || this.#isMuted) return;
      if (data instanceof ArrayBuffer) this.#options.onDocuments(new Uint8Array(data));
    };
    this.#call = this.#channel('call', 1);
    this.#call.onopen = () => this.#options.onCallOpen();
    this.#call.onmessage = ({ data }: MessageEvent<unknown>) => {
      if (this.#options.mayTake(sizeOf(data)) && typeof data === 'string') this.#options.onCall(data);
    };
    this.#options.onTracks();
  }

  #channel(label: string, id: number): RTCDataChannel {
    const channel = this.#connection.createDataChannel(label, { negotiated: true, id });
    channel.onclose = () => this.#fail(new Error(`The channel ${label} was closed.`));
    return channel;
  }

  #fail(cause: unknown): void {
    if (!this.#closed) this.#options.onBroken(cause);
  }
}

function sizeOf(data: unknown): number {
  if (typeof data === 'string') return data.length;
  return data instanceof ArrayBuffer ? data.byteLength : 0;
}

/** Asks to be sent nothing while there is silence; that losses can be made up for, browsers ask by themselves. */
function withDtx(sdp: string): string {
  return sdp.replace(/useinbandfec=1(?!.*usedtx)/g, 'useinbandfec=1;usedtx=1');
}
