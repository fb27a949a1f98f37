import type * as Calling from '@azure/communication-calling';
import type { TrackKind } from '../OwnMedia.ts';
import type { AcsSdk } from './AcsCall.ts';

/** What this page sends into a group call. The SDK takes one order after the other; only the last wish of a kind counts. */
export class AcsSending {
  readonly #sdk: AcsSdk;
  readonly #call: Calling.Call;
  readonly #silence: MediaStream;
  readonly #wanted: Record<TrackKind, MediaStreamTrack | null> = {
    microphone: null,
    camera: null,
    screen: null,
  };
  readonly #sent: Record<TrackKind, MediaStreamTrack | null> = { ...this.#wanted };
  #camera: Calling.LocalVideoStream | null = null;
  #muted = true;
  #queue: Promise<void> = Promise.resolve();
  #closed = false;

  constructor(sdk: AcsSdk, call: Calling.Call, silence: MediaStream) {
    this.#sdk = sdk;
    this.#call = call;
    this.#silence = silence;
  }

  setTrack(kind: TrackKind, track: MediaStreamTrack | null): void {
    this.#wanted[kind] = track;
    this.#order(() => this.#send(kind));
  }

  setMuted(muted: boolean): void {
    this.#muted = muted;
    this.#order(() => this.#mute());
  }

  close(): void {
    this.#closed = true;
  }

  #order(step: () => Promise<void>): void {
    this.#queue = this.#queue.then(async () => {
      try {
        if (!this.#closed) await step();
      } catch (cause) {
        // What then is missing on the other side is seen there; the next wish is tried like any other.
        console.debug('The call did not take what was to be sent.', cause);
      }
    });
  }

  async #send(kind: TrackKind): Promise<void> {
    const track = this.#wanted[kind];
    if (track === this.#sent[kind]) return;
    this.#sent[kind] = track;
    try {
      await this.#replace(kind, track);
    } catch (cause) {
      this.#sent[kind] = null;
      throw cause;
    }
  }

  async #replace(kind: TrackKind, track: MediaStreamTrack | null): Promise<void> {
    const stream = track === null ? null : new MediaStream([track]);
    if (kind === 'microphone') {
      await this.#call.startAudio(new this.#sdk.LocalAudioStream(stream ?? this.#silence));
      await this.#mute();
    } else if (kind === 'screen') {
      if (this.#call.isScreenSharingOn) await this.#call.stopScreenSharing();
      if (stream !== null) await this.#call.startScreenSharing(new this.#sdk.LocalVideoStream(stream));
    } else {
      const before = this.#camera;
      this.#camera = null;
      if (before !== null) await this.#call.stopVideo(before);
      if (stream === null) return;
      const camera = new this.#sdk.LocalVideoStream(stream);
      await this.#call.startVideo(camera);
      this.#camera = camera;
    }
  }

  async #mute(): Promise<void> {
    const muted = this.#muted || this.#sent.microphone === null;
    if (muted === this.#call.isMuted) return;
    await (muted ? this.#call.mute() : this.#call.unmute());
  }
}
