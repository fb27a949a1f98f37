import type { Clock } from './environment.ts';

const intervalMs = {
  /** Two missed ones make a participant absent on the server. */
  seat: 10_000,
  /** Somebody who waits at the door should not wait for a timer. */
  lobby: 3_000,
};

interface HeartbeatOptions {
  clock: Clock;
  /** Null while there is nobody to ask for. */
  place: () => keyof typeof intervalMs | null;
  beat: () => Promise<void>;
}

/** Asks how things stand: every so often, and at once when told. One question at a time. */
export class Heartbeat {
  readonly #options: HeartbeatOptions;
  #cancel: (() => void) | null = null;
  #beating = false;

  constructor(options: HeartbeatOptions) {
    this.#options = options;
  }

  /** The next one comes an interval from now. */
  schedule(): void {
    const { clock, place } = this.#options;
    const where = place();
    if (where === null) return;
    this.#cancel?.();
    this.#cancel = clock.after(intervalMs[where], this.now);
  }

  readonly now = (): void => void this.#beat();

  stop(): void {
    this.#cancel?.();
    this.#cancel = null;
  }

  async #beat(): Promise<void> {
    if (this.#beating || this.#options.place() === null) return;
    this.#beating = true;
    try {
      await this.#options.beat();
    } finally {
      this.#beating = false;
      this.schedule();
    }
  }
}
