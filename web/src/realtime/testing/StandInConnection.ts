/** The browser's object as far as the links use it; a test says what becomes of it. */
export class StandInConnection {
  readonly configuration: RTCConfiguration;
  connectionState: RTCPeerConnectionState = 'new';
  signalingState: RTCSignalingState = 'stable';
  localDescription: RTCSessionDescriptionInit | null = null;
  readonly sctp = { maxMessageSize: 256 * 1024 };
  readonly channels: {
    readyState: string;
    bufferedAmount: number;
    sent: unknown[];
    onopen: (() => void) | null;
    onmessage: ((event: { data: unknown }) => void) | null;
  }[] = [];
  restarts = 0;
  onconnectionstatechange: (() => void) | null = null;
  onnegotiationneeded: (() => void) | null = null;
  onicecandidateerror: ((event: { url: string; errorCode: number }) => void) | null = null;
  readonly transceivers: {
    sender: { track: unknown };
    receiver: { track: { kind: string }; loudness: number | null };
  }[] = [];

  constructor(configuration: RTCConfiguration) {
    this.configuration = configuration;
  }

  addTransceiver(kind: string): void {
    const sender = {
      track: null as unknown,
      replaceTrack: (track: unknown) => Promise.resolve((sender.track = track)),
      getParameters: () => ({ encodings: [] }),
    };
    const receiver = {
      track: { kind },
      loudness: null as number | null,
      getSynchronizationSources: () =>
        receiver.loudness === null
          ? []
          : [{ audioLevel: receiver.loudness, timestamp: performance.timeOrigin + performance.now() }],
    };
    this.transceivers.push({ sender, receiver });
    if (this.transceivers.length === 1) queueMicrotask(() => this.onnegotiationneeded?.());
  }

  getTransceivers(): unknown[] {
    return this.transceivers;
  }

  createDataChannel(): unknown {
    const channel = {
      readyState: 'connecting',
      bufferedAmount: 0,
      sent: [] as unknown[],
      onopen: null,
      onmessage: null,
      send: (data: unknown) => channel.sent.push(data),
    };
    this.channels.push(channel);
    return channel;
  }

  setLocalDescription(): Promise<void> {
    this.localDescription = { type: 'offer', sdp: 'v=0' };
    return Promise.resolve();
  }

  setConfiguration(): void {
    return;
  }

  restartIce(): void {
    this.restarts++;
  }

  getStats(): Promise<Map<string, unknown>> {
    return Promise.resolve(new Map<string, unknown>());
  }

  close(): void {
    this.signalingState = 'closed';
  }

  become(state: RTCPeerConnectionState): void {
    this.connectionState = state;
    for (const channel of this.channels) if (state === 'connected') channel.readyState = 'open';
    this.onconnectionstatechange?.();
  }
}
