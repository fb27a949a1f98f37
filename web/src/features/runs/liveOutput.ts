import type { OutputEvent, OutputSegment, OutputStream } from '../../realtime/protocol.ts';

/** What a run printed and was given to read, in order. */
export type Transcript = readonly OutputSegment[];

/** All text of one stream. */
export function textOf(transcript: Transcript, stream: OutputStream): string {
  return transcript
    .filter((segment) => segment.stream === stream)
    .map((segment) => segment.text)
    .join('');
}

/** With the name before what somebody typed, where that is another person than before. Whoever started the run needs none. */
export function withNames(
  transcript: Transcript,
  startedBy: string,
  nameOf: (id: string) => string,
): Transcript {
  let before = startedBy;
  return transcript.map((segment) => {
    if (segment.by == null || segment.by === before) return segment;
    before = segment.by;
    return { ...segment, text: `${nameOf(before)} › ${segment.text}` };
  });
}

/**
 * The output of one run while it runs: pieces may arrive doubled and out of order, so each is held until those
 * before it are there. A page that came late, or missed one, is given all that was printed so far by `catchUp`.
 */
export class LiveOutput {
  readonly #held = new Map<number, OutputEvent>();
  #segments: OutputSegment[] = [];
  #seq: number | null;

  /** `seq`: number before the first piece; null when that is not known yet. */
  constructor(seq: number | null) {
    this.#seq = seq;
  }

  get transcript(): Transcript {
    return this.#segments;
  }

  /** Pieces are here that those before them are missing for. */
  get hasGap(): boolean {
    return this.#held.size > 0;
  }

  /** True when something new became readable. */
  add(event: OutputEvent): boolean {
    if (this.#seq !== null && event.seq <= this.#seq) return false;
    this.#held.set(event.seq, event);
    return this.#readHeld();
  }

  /** Takes what the server says was printed up to `seq`. True when that was news. */
  catchUp(seq: number, printed: Transcript): boolean {
    if (this.#seq !== null && seq <= this.#seq) return false;
    this.#seq = seq;
    this.#segments = [...printed];
    for (const held of [...this.#held.keys()]) if (held <= seq) this.#held.delete(held);
    this.#readHeld();
    return true;
  }

  #readHeld(): boolean {
    if (this.#seq === null) return false;
    const before = this.#seq;
    for (let next = this.#held.get(this.#seq + 1); next !== undefined; next = this.#held.get(this.#seq + 1)) {
      this.#held.delete(next.seq);
      this.#append(next);
      this.#seq = next.seq;
    }
    return this.#seq > before;
  }

  #append({ stream, text, by }: OutputEvent): void {
    const last = this.#segments.at(-1);
    this.#segments =
      last?.stream === stream && last.by === by
        ? [...this.#segments.slice(0, -1), { ...last, text: last.text + text }]
        : [...this.#segments, { stream, text, ...(by == null ? {} : { by }) }];
  }
}
