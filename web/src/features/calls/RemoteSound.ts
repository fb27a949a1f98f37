import { StateStore, type Store } from '../../lib/store.ts';
import { sendTo } from './Loudness.ts';

/** Plays what the others say. Outside the page's tree, so that no change of what is shown interrupts anybody. */
export class RemoteSound {
  readonly blocked: Store<boolean>;
  readonly #blocked = new StateStore(false);
  readonly #players = new Map<number, HTMLAudioElement>();
  #speaker: string | null = null;

  constructor() {
    this.blocked = this.#blocked;
  }

  /** Exactly these are heard. */
  play(tracks: ReadonlyMap<number, MediaStreamTrack>): void {
    for (const [clientId, player] of this.#players) {
      if (tracks.has(clientId)) continue;
      player.srcObject = null;
      this.#players.delete(clientId);
    }
    for (const [clientId, track] of tracks) {
      const known = this.#players.get(clientId);
      if (known !== undefined && trackOf(known) === track) continue;
      const player = known ?? new Audio();
      this.#players.set(clientId, player);
      player.srcObject = new MediaStream([track]);
      void sendTo(player, this.#speaker);
      this.#start(player);
    }
    if (tracks.size === 0) this.#blocked.set(false);
  }

  useSpeaker(speakerId: string | null): void {
    this.#speaker = speakerId;
    for (const player of this.#players.values()) void sendTo(player, speakerId);
  }

  /** After a click: browsers hold back the sound of pages that nobody has touched yet. */
  unblock(): void {
    this.#blocked.set(false);
    for (const player of this.#players.values()) this.#start(player);
  }

  #start(player: HTMLAudioElement): void {
    player.play().catch((error: unknown) => {
      // Otherwise it was replaced before it began.
      if (error instanceof Error && error.name === 'NotAllowedError') this.#blocked.set(true);
    });
  }
}

function trackOf(player: HTMLAudioElement): MediaStreamTrack | null {
  return player.srcObject instanceof MediaStream ? (player.srcObject.getTracks()[0] ?? null) : null;
}
