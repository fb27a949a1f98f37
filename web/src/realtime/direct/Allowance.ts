import type { Clock } from '../environment.ts';

/**
 * What one page may send directly. A person makes some thirty messages a second, with a large paste of 1 MiB now and
 * then; the server takes 1 MiB a minute.
 */
const messages = { burst: 600, perSecond: 150 };
const bytes = { burst: 4 << 20, perSecond: 256 << 10 };

export class Allowance {
  readonly #clock: Clock;
  #messages = messages.burst;
  #bytes = bytes.burst;
  #at: number;

  constructor(clock: Clock) {
    this.#clock = clock;
    this.#at = clock.now();
  }

  /** False when it is spent. */
  take(size: number): boolean {
    const now = this.#clock.now();
    const seconds = Math.max(0, now - this.#at) / 1000;
    this.#at = now;
    this.#messages = Math.min(messages.burst, this.#messages + seconds * messages.perSecond) - 1;
    this.#bytes = Math.min(bytes.burst, this.#bytes + seconds * bytes.perSecond) - size;
    return this.#messages >= 0 && this.#bytes >= 0;
  }
}
