import type { Clock } from './environment.ts';

/** The server takes 10 a second and 20 at once (design, section 12); staying below makes 429 an exception. */
const batchesPerSecond = 9;
const batchBurst = 18;
/** Half the server's 1 MiB a minute refills while the other half may be spent at once. */
const bytesPerMinute = 512 * 1024;
const byteBurst = 512 * 1024;

/** Two token buckets, shared by all documents of a room. */
export class SendBudget {
  readonly #clock: Clock;
  #batches = batchBurst;
  #bytes = byteBurst;
  #at: number;

  constructor(clock: Clock) {
    this.#clock = clock;
    this.#at = clock.now();
  }

  /** Takes what a batch needs and returns 0, or takes nothing and returns the milliseconds to wait. */
  take(bytes: number): number {
    const now = this.#clock.now();
    const passedMs = Math.max(0, now - this.#at);
    this.#at = now;
    this.#batches = Math.min(batchBurst, this.#batches + (passedMs * batchesPerSecond) / 1000);
    this.#bytes = Math.min(byteBurst, this.#bytes + (passedMs * bytesPerMinute) / 60_000);
    const batchWait = ((1 - this.#batches) * 1000) / batchesPerSecond;
    const byteWait = ((bytes - this.#bytes) * 60_000) / bytesPerMinute;
    const wait = Math.ceil(Math.max(batchWait, byteWait));
    if (wait > 0) return wait;
    this.#batches -= 1;
    this.#bytes -= bytes;
    return 0;
  }
}
