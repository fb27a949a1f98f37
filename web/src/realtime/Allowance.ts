import type { Clock } from './environment.ts';

/**
 * What one page may send directly. A person makes some thirty messages a second, with a large paste of 1 MiB now and
 * then; the server takes 1 MiB a minute.
 */
const messages = { burst: 600, perSecond: 150 };
const bytes = { burst: 4 << 20, perSecond: 256 << 10 };

export class Allowance {
  readonly #clock: Clock;
  readonly #times: number;
  #messages: number;
  #bytes: number;
  #at: number;

  /** @param times what one person may send */
  constructor(clock: Clock, times = 1) {
    this.#clock = clock;
    this.#times = times;
    this.#messages = times * messages.burst;
    this.#bytes = times * bytes.burst;
    this.#at = clock.now();
  }

  /** False when it is spent. */
  take(size: number): boolean {
    const now = this.#clock.now();
    const share = (this.#times * Math.max(0, now - this.#at)) / 1000;
    this.#at = now;
    this.#messages = Math.min(this.#times * messages.burst, this.#messages + share * messages.perSecond) - 1;
    this.#bytes = Math.min(this.#times * bytes.burst, this.#bytes + share * bytes.perSecond) - size;
    return this.#messages >= 0 && this.#bytes >= 0;
  }
}
