import type { OutputEvent, OutputStream } from '../../realtime/protocol.ts';

/** What a run printed so far, per stream. */
export type PrintedText = Readonly<Record<OutputStream, string>>;

export const nothingPrinted: PrintedText = { stdout: '', stderr: '', compile: '', input: '' };

/**
 * The output of one run while it runs: pieces may arrive doubled and out of order, so each is held until those
 * before it are there. A page that came late starts with the first piece it gets; the stored result has the rest.
 */
export class LiveOutput {
  readonly #held = new Map<number, OutputEvent>();
  #next: number | null = null;
  #printed = nothingPrinted;

  get printed(): PrintedText {
    return this.#printed;
  }

  /** True when something new became readable. */
  add(event: OutputEvent): boolean {
    this.#next ??= event.seq === 2 ? 1 : event.seq;
    if (event.seq < this.#next || this.#held.has(event.seq)) return false;
    this.#held.set(event.seq, event);
    let grew = false;
    for (let piece = this.#held.get(this.#next); piece !== undefined; piece = this.#held.get(this.#next)) {
      this.#held.delete(piece.seq);
      this.#printed = { ...this.#printed, [piece.stream]: this.#printed[piece.stream] + piece.text };
      this.#next += 1;
      grew = true;
    }
    return grew;
  }
}
