/** The first retry comes soon: most failures are a single lost request. */
const firstMs = 400;
/** Longer waits save nothing for four people and feel broken. */
const longestMs = 12_000;

/** Waits between tries: doubling, capped, and jittered so that pages of one room do not come back in step. */
export class Backoff {
  #tries = 0;
  readonly #random: () => number;

  constructor(random: () => number) {
    this.#random = random;
  }

  /** Milliseconds to wait before the next try. */
  next(): number {
    const full = Math.min(longestMs, firstMs * 2 ** this.#tries);
    this.#tries++;
    return Math.round(full * (0.5 + this.#random() / 2));
  }

  reset(): void {
    this.#tries = 0;
  }
}
