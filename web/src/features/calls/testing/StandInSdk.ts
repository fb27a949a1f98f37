import type { AcsSdk } from '../acs/AcsCall.ts';

type Listener = (value: never) => void;

/** `on` and `off` as the SDK's objects have them. */
class Emitter {
  readonly #listeners = new Map<string, Set<Listener>>();

  on(event: string, listener: Listener): void {
    this.#listeners.set(event, (this.#listeners.get(event) ?? new Set()).add(listener));
  }

  off(event: string, listener: Listener): void {
    this.#listeners.get(event)?.delete(listener);
  }

  tell(event: string, value?: unknown): void {
    for (const listener of [...(this.#listeners.get(event) ?? [])]) listener(value as never);
  }
}

export class StandInVideo extends Emitter {
  isAvailable = false;
  readonly mediaStreamType: 'Video' | 'ScreenSharing';
  readonly track: MediaStreamTrack;

  constructor(type: 'Video' | 'ScreenSharing', track: MediaStreamTrack) {
    super();
    this.mediaStreamType = type;
    this.track = track;
  }

  getMediaStream(): Promise<MediaStream> {
    return Promise.resolve(new MediaStream([this.track]));
  }

  become(isAvailable: boolean): void {
    this.isAvailable = isAvailable;
    this.tell('isAvailableChanged');
  }
}

export class StandInParticipant extends Emitter {
  readonly identifier: { kind: 'communicationUser'; communicationUserId: string };
  readonly videoStreams: StandInVideo[] = [];
  state = 'Connected';
  isMuted = false;
  isSpeaking = false;

  constructor(userId: string) {
    super();
    this.identifier = { kind: 'communicationUser', communicationUserId: userId };
  }

  add(stream: StandInVideo): void {
    this.videoStreams.push(stream);
    this.tell('videoStreamsUpdated', { added: [stream], removed: [] });
  }
}

interface LocalStream {
  stream: MediaStream;
}

/** A call as the SDK documents it: it takes streams only while connected, and no two pictures of a kind. */
export class StandInCall extends Emitter {
  state = 'Connecting';
  isMuted: boolean;
  isScreenSharingOn = false;
  readonly callEndReason = { code: 410, subCode: 5000 };
  readonly remoteParticipants: StandInParticipant[] = [];
  readonly removed: string[] = [];
  audio: MediaStream | null;
  video: LocalStream | null = null;
  screen: MediaStream | null = null;

  constructor({ muted, localAudioStreams }: { muted: boolean; localAudioStreams: LocalStream[] }) {
    super();
    this.isMuted = muted;
    this.audio = localAudioStreams[0]?.stream ?? null;
  }

  become(state: string): void {
    this.state = state;
    this.tell('stateChanged');
  }

  come(participant: StandInParticipant): void {
    this.remoteParticipants.push(participant);
    this.tell('remoteParticipantsUpdated', { added: [participant], removed: [] });
  }

  go(participant: StandInParticipant): void {
    this.remoteParticipants.splice(this.remoteParticipants.indexOf(participant), 1);
    this.tell('remoteParticipantsUpdated', { added: [], removed: [participant] });
  }

  removeParticipant({ communicationUserId }: { communicationUserId: string }): Promise<void> {
    this.removed.push(communicationUserId);
    return Promise.resolve();
  }

  startAudio({ stream }: LocalStream): Promise<void> {
    return this.#take(() => (this.audio = stream));
  }

  mute(): Promise<void> {
    return this.#take(() => (this.isMuted = true));
  }

  unmute(): Promise<void> {
    return this.#take(() => (this.isMuted = false));
  }

  startVideo(local: LocalStream): Promise<void> {
    return this.#take(() => {
      if (this.video !== null) throw new Error('There is a picture already.');
      this.video = local;
    });
  }

  stopVideo(local: LocalStream): Promise<void> {
    return this.#take(() => {
      if (this.video !== local) throw new Error('That picture is not sent.');
      this.video = null;
    });
  }

  startScreenSharing({ stream }: LocalStream): Promise<void> {
    return this.#take(() => {
      this.screen = stream;
      this.isScreenSharingOn = true;
    });
  }

  stopScreenSharing(): Promise<void> {
    return this.#take(() => {
      this.screen = null;
      this.isScreenSharingOn = false;
    });
  }

  hangUp(): Promise<void> {
    this.audio = this.video = this.screen = null;
    this.become('Disconnected');
    return Promise.resolve();
  }

  async #take(step: () => unknown): Promise<void> {
    await Promise.resolve();
    if (this.state !== 'Connected') throw new Error(`Not while ${this.state}.`);
    step();
  }
}

export interface StandInCredential {
  token: { token: string; expiresOnTimestamp: number };
  tokenRefresher: () => Promise<{ token: string; expiresOnTimestamp: number }>;
  refreshProactively: boolean;
}

/** The documented surface of the two packages, as far as it is used, and what became of what was made with it. */
export function standInSdk(outcome: 'Connected' | 'Disconnected' = 'Connected') {
  const made = {
    call: null as StandInCall | null,
    credential: null as StandInCredential | null,
    groupId: '',
    disposed: 0,
    speaker: '',
  };
  class Stream {
    readonly stream: MediaStream;
    constructor(stream: MediaStream) {
      this.stream = stream;
    }
  }
  function Credential(options: StandInCredential) {
    made.credential = options;
  }
  const join = (
    { groupId }: { groupId: string },
    { audioOptions }: { audioOptions: { muted: boolean; localAudioStreams: Stream[] } },
  ) => {
    const call = new StandInCall(audioOptions);
    made.call = call;
    made.groupId = groupId;
    queueMicrotask(() => call.become(outcome));
    return call;
  };
  class Client {
    createCallAgent() {
      return Promise.resolve({ join, dispose: () => Promise.resolve(made.disposed++) });
    }
    getDeviceManager() {
      return Promise.resolve({
        getSpeakers: () =>
          Promise.resolve([
            { id: 'speaker:default', isSystemDefault: true },
            { id: 'speaker:desk', isSystemDefault: false },
          ]),
        selectSpeaker: ({ id }: { id: string }) => Promise.resolve((made.speaker = id)),
      });
    }
  }
  const sdk = {
    CallClient: Client,
    LocalAudioStream: Stream,
    LocalVideoStream: Stream,
    AzureCommunicationTokenCredential: Credential,
  } as unknown as AcsSdk;
  return { sdk, made };
}
