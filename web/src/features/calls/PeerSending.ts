import {
  cameraLadder,
  nextStep,
  screenLadder,
  shareOf,
  soundLadder,
  topRung,
  type PathSample,
  type Rung,
} from './adaptation.ts';
import type { PeerLinks } from '../../realtime/peers/PeerLinks.ts';
import type { TrackKind } from './OwnMedia.ts';

/** How much goes to one other page. */
export class PeerSending {
  readonly #peers: PeerLinks;
  readonly #clientId: number;
  #rung: Rung = topRung;

  constructor(peers: PeerLinks, clientId: number) {
    this.#peers = peers;
    this.#clientId = clientId;
  }

  get step(): number {
    return this.#rung.step;
  }

  get cameraHeld(): boolean {
    return cameraLadder[this.#rung.step] === null;
  }

  learn(sample: PathSample): void {
    this.#rung = nextStep(sample, this.#rung);
  }

  /** Makes it so; `others` get a picture, too. What is so already is left alone, a new connection is set anew. */
  async apply(others: number): Promise<void> {
    const { step } = this.#rung;
    const camera = cameraLadder[step] ?? null;
    const screen = screenLadder[step] ?? null;
    await Promise.all([
      this.#limit('microphone', { maxBitrate: soundLadder[step] ?? 12_000 }),
      this.#limit(
        'camera',
        camera === null
          ? { active: false }
          : {
              active: true,
              maxBitrate: shareOf('camera', camera, others),
              maxFramerate: camera.framerate,
              scaleResolutionDownBy: camera.shrink,
            },
      ),
      screen !== null &&
        this.#limit('screen', {
          maxBitrate: shareOf('screen', screen, others),
          maxFramerate: screen.framerate,
          scaleResolutionDownBy: screen.shrink,
        }),
    ]);
  }

  async #limit(kind: TrackKind, wanted: RTCRtpEncodingParameters): Promise<void> {
    const sender = this.#peers.sender(this.#clientId, kind);
    if (sender === null) return;
    const parameters = sender.getParameters();
    const encoding = parameters.encodings[0];
    // Before the first negotiation there is nothing to limit; the next look comes soon.
    if (encoding === undefined) return;
    const fits = Object.entries(wanted).every(
      ([name, value]) => encoding[name as keyof RTCRtpEncodingParameters] === value,
    );
    if (fits) return;
    Object.assign(encoding, wanted);
    try {
      await sender.setParameters(parameters);
    } catch (error) {
      // Negotiated anew in between, or closed: the next look finds it as it then is.
      if (!(error instanceof DOMException)) throw error;
    }
  }
}
