import * as Y from 'yjs';
import { applyEntries } from './applyEntries.ts';
import type { DocumentApi } from './DocumentApi.ts';
import type { Clock } from './environment.ts';
import type { Entry } from './frames.ts';
import { SeqSet } from './SeqSet.ts';

/** Two broadcasts may overtake each other; only a gap older than this is worth a request. */
const gapMs = 1000;

interface DocumentLogOptions {
  api: Pick<DocumentApi, 'read' | 'report'>;
  clock: Clock;
  /** Something that was heard of did not come by itself: `readOn`. */
  onGap: () => void;
}

/** What this page has of a document's log on the server: which seqs, how far it goes, and what must be left out. */
export class DocumentLog {
  readonly #options: DocumentLogOptions;
  /** Entries that throw in this page. */
  readonly #quarantined = new Set<number>();
  #known = new SeqSet();
  /** The highest seq heard of. */
  #head = 0;
  #cancelGap: (() => void) | null = null;

  constructor(options: DocumentLogOptions) {
    this.#options = options;
  }

  /** True if the log has entries that this page lacks. */
  get isBehind(): boolean {
    return this.#head > this.#known.upTo;
  }

  has(seq: number): boolean {
    return this.#known.has(seq);
  }

  /** The document holds entry `seq`. */
  add(seq: number): void {
    this.#known.add(seq);
  }

  /** The server told of a last seq. */
  learnHead(seq: number): void {
    this.#head = Math.max(this.#head, seq);
  }

  /** Calls `onGap` unless what is missing now comes within a second. */
  watchGap(): void {
    if (this.#cancelGap !== null || !this.isBehind) return;
    const { upTo } = this.#known;
    this.#cancelGap = this.#options.clock.after(gapMs, () => {
      this.#cancelGap = null;
      if (this.#known.upTo === upTo) this.#options.onGap();
      else this.watchGap(); // That gap has closed; a later one has its own second.
    });
  }

  stop(): void {
    this.#cancelGap?.();
    this.#cancelGap = null;
  }

  /** Hands what follows the known entries to `take`, until nothing follows or `take` returns false. */
  async readOn(take: (entries: readonly Entry[]) => boolean): Promise<void> {
    for (;;) {
      const { entries, head } = await this.#options.api.read(this.#known.upTo, false);
      this.learnHead(head);
      const goesOn = take(entries);
      this.#known.addUpTo(entries.at(-1)?.seq ?? head); // What an answer leaves out is not there to be read.
      if (!goesOn || this.#known.upTo >= head) break;
    }
  }

  /**
   * The whole log in `empty`, or in a new document if an entry had to be left out. It is what this page has once
   * `follow` is called with it.
   */
  async readWhole(empty: Y.Doc): Promise<{ doc: Y.Doc; upTo: number }> {
    let doc = empty;
    let snapshot = this.#quarantined.size === 0;
    for (;;) {
      const { entries, head } = await this.#options.api.read(0, snapshot);
      this.learnHead(head);
      const bad = applyEntries(
        doc,
        entries.filter(({ seq }) => !this.#quarantined.has(seq)),
      );
      if (bad === null) return { doc, upTo: entries.at(-1)?.seq ?? head };
      // A snapshot has everything folded in: only the entries themselves say which of them throws.
      if (snapshot) snapshot = false;
      else this.#quarantine(bad);
      doc = new Y.Doc({ gc: false });
    }
  }

  /** The page's document is now another one, which holds the log up to `upTo`. */
  follow({ upTo }: { upTo: number }): void {
    this.#known = new SeqSet(upTo);
  }

  /**
   * Puts what is new into `doc` and returns it; `threw` if `doc` must be replaced by `readWhole`. Of what is new,
   * `doc` has already what `isShown` says.
   */
  apply(
    doc: Y.Doc,
    entries: readonly Entry[],
    isShown: (entry: Entry) => boolean,
  ): { fresh: Entry[]; threw: boolean } {
    const fresh = entries.filter(({ seq }) => !this.#known.has(seq) && !this.#quarantined.has(seq));
    const bad = applyEntries(
      doc,
      fresh.filter((entry) => !isShown(entry)),
    );
    for (const { seq } of entries) this.#known.add(seq);
    if (bad !== null) this.#quarantine(bad);
    return { fresh, threw: bad !== null };
  }

  #quarantine(seq: number): void {
    this.#quarantined.add(seq);
    this.#options.api.report(seq).catch((error: unknown) => {
      console.warn(`CodeMeet: entry ${seq} throws here and could not be reported.`, error);
    });
  }
}
