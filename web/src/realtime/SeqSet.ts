/** The entries of a numbered stream that a page has: all up to `upTo`, and some beyond it. */
export class SeqSet {
  #upTo: number;
  readonly #beyond = new Set<number>();

  constructor(upTo = 0) {
    this.#upTo = upTo;
  }

  /** Everything up to and including this one is known. */
  get upTo(): number {
    return this.#upTo;
  }

  /** True while something is known that lies beyond something unknown. */
  get hasGap(): boolean {
    return this.#beyond.size > 0;
  }

  has(seq: number): boolean {
    return seq <= this.#upTo || this.#beyond.has(seq);
  }

  /** Returns false for a seq that was known already. */
  add(seq: number): boolean {
    if (this.has(seq)) return false;
    this.#beyond.add(seq);
    this.#close();
    return true;
  }

  /** Marks everything up to `seq` as known. */
  addUpTo(seq: number): void {
    if (seq <= this.#upTo) return;
    this.#upTo = seq;
    for (const known of this.#beyond) if (known <= seq) this.#beyond.delete(known);
    this.#close();
  }

  #close(): void {
    while (this.#beyond.delete(this.#upTo + 1)) this.#upTo++;
  }
}
