import type * as Calling from '@azure/communication-calling';
import type { CallMessage } from '../callMessage.ts';
import type { TrackKind } from '../OwnMedia.ts';

const kinds: Partial<Record<Calling.MediaStreamType, TrackKind>> = {
  Video: 'camera',
  ScreenSharing: 'screen',
};

/** Somebody else in the group call, as the service tells of them. */
export class AcsRemote {
  readonly participant: Calling.RemoteParticipant;
  readonly #onChange: () => void;
  readonly #streams = new Map<Calling.RemoteVideoStream, MediaStreamTrack | null>();
  #closed = false;

  constructor(participant: Calling.RemoteParticipant, onChange: () => void) {
    this.participant = participant;
    this.#onChange = onChange;
    participant.on('stateChanged', onChange);
    participant.on('isMutedChanged', onChange);
    participant.on('videoStreamsUpdated', this.#followStreams);
    this.#followStreams({ added: [...participant.videoStreams], removed: [] });
  }

  get isConnected(): boolean {
    return this.participant.state === 'Connected';
  }

  get isSpeaking(): boolean {
    return this.participant.isSpeaking;
  }

  /** What is said is not among them: the SDK plays it. */
  get tracks(): Partial<Record<TrackKind, MediaStreamTrack>> {
    const tracks: Partial<Record<TrackKind, MediaStreamTrack>> = {};
    for (const [{ mediaStreamType }, track] of this.#streams) {
      const kind = kinds[mediaStreamType];
      if (kind !== undefined && track !== null) tracks[kind] = track;
    }
    return tracks;
  }

  get said(): CallMessage {
    const { camera, screen } = this.tracks;
    return {
      inCall: this.participant.state !== 'Disconnected',
      microphone: !this.participant.isMuted,
      camera: camera !== undefined,
      screen: screen !== undefined,
      cameraHeld: false,
    };
  }

  close(): void {
    this.#closed = true;
    this.participant.off('stateChanged', this.#onChange);
    this.participant.off('isMutedChanged', this.#onChange);
    this.participant.off('videoStreamsUpdated', this.#followStreams);
    for (const stream of this.#streams.keys()) stream.off('isAvailableChanged', this.#readAll);
    this.#streams.clear();
  }

  readonly #followStreams = ({
    added,
    removed,
  }: {
    added: Calling.RemoteVideoStream[];
    removed: Calling.RemoteVideoStream[];
  }): void => {
    for (const stream of removed) {
      stream.off('isAvailableChanged', this.#readAll);
      this.#streams.delete(stream);
    }
    for (const stream of added) {
      this.#streams.set(stream, null);
      stream.on('isAvailableChanged', this.#readAll);
    }
    this.#readAll();
  };

  readonly #readAll = (): void => {
    for (const stream of this.#streams.keys()) void this.#read(stream);
    this.#onChange();
  };

  async #read(stream: Calling.RemoteVideoStream): Promise<void> {
    let track: MediaStreamTrack | null = null;
    try {
      if (stream.isAvailable) track = (await stream.getMediaStream()).getVideoTracks()[0] ?? null;
    } catch (cause) {
      // It went away while it was asked for.
      console.debug('A picture of the call is not to be had.', cause);
    }
    const isCurrent = !this.#closed && this.#streams.has(stream);
    if (!isCurrent || this.#streams.get(stream) === track || (track !== null && !stream.isAvailable)) return;
    this.#streams.set(stream, track);
    this.#onChange();
  }
}

/** As the server says it: the service's own id of somebody. */
export function userIdOf({ identifier }: Calling.RemoteParticipant): string {
  return identifier.kind === 'communicationUser' ? identifier.communicationUserId : '';
}
