import type { Clock } from '../environment.ts';
import { asProblem } from '../http.ts';
import { parseSignal, type SignalItem, type SignalMessage } from './signals.ts';

/** Candidates come in bursts: a moment's wait puts them into one message. */
const gatherMs = 15;
/** A receipt may wait for something to travel with, but not as long as the other side waits for it. */
const ackMs = 150;
const firstRetryMs = 1000;
/** Nobody is there to hear it, as it seems; once the other page is back it asks. */
const longestRetryMs = 8000;
/** Of UTF-16 units, below the server's 64 KiB; what does not fit goes with the next. */
const messageChars = 48_000;

interface SignalLineOptions {
  clock: Clock;
  random: () => number;
  /** Carries a message to the other page, perhaps: it may be lost, doubled or overtaken. Rejects with a `Problem`. */
  send: (data: string) => Promise<void>;
  /** Each item once, in the order in which it was pushed. */
  onItem: (item: SignalItem) => void;
  /** The other page has begun a newer generation; the line follows it before anything of it is delivered. */
  onGeneration: (generation: number) => void;
}

/** Reliable and ordered items to one other page and back, over signals that are neither. */
export class SignalLine {
  readonly #options: SignalLineOptions;
  #generation = 0;
  #unacknowledged: SignalItem[] = [];
  /** Number of the first of these. */
  #first = 1;
  #received = 0;
  readonly #early = new Map<number, SignalItem>();
  #timer: { at: number; cancel: () => void } | null = null;
  #isPosting = false;
  #asks = false;
  #owes = false;
  #retries = 0;
  #closed = false;

  constructor(options: SignalLineOptions) {
    this.#options = options;
  }

  get generation(): number {
    return this.#generation;
  }

  /** Forgets what belongs to older generations. */
  begin(generation: number): void {
    this.#generation = generation;
    this.#unacknowledged = [];
    this.#first = 1;
    this.#received = 0;
    this.#early.clear();
    this.#retries = 0;
  }

  push(item: SignalItem): void {
    this.#unacknowledged.push(item);
    this.#retries = 0;
    this.#soon(gatherMs);
  }

  /** The way to the server, or to this page, was broken and is back. */
  ask(): void {
    this.#asks = true;
    this.#retries = 0;
    this.#soon(0);
  }

  receive(data: string): void {
    const message = parseSignal(data);
    if (message === null || this.#closed) return;
    if (message.generation < this.#generation) {
      this.#owe(); // Tells the other side where this one is.
      return;
    }
    if (message.generation > this.#generation) {
      this.begin(message.generation);
      this.#options.onGeneration(message.generation);
    }
    this.#takeReceipt(message.ack);
    if (message.ask && this.#unacknowledged.length > 0) this.#soon(0);
    this.#takeItems(message);
  }

  close(): void {
    this.#closed = true;
    this.#timer?.cancel();
    this.#timer = null;
  }

  #takeReceipt(ack: number): void {
    const count = Math.min(ack + 1 - this.#first, this.#unacknowledged.length);
    if (count <= 0) return;
    this.#unacknowledged.splice(0, count);
    this.#first += count;
    this.#retries = 0;
  }

  #takeItems({ generation, first, items }: SignalMessage): void {
    if (items.length === 0) return;
    this.#owe();
    for (const [index, item] of items.entries()) {
      const number = first + index;
      // A gap of more than a message is none that an honest page makes.
      if (number > this.#received && number <= this.#received + 500) this.#early.set(number, item);
    }
    for (;;) {
      const item = this.#early.get(this.#received + 1);
      // What an item led to may have been a newer generation, or the end.
      if (item === undefined || this.#closed || generation !== this.#generation) return;
      this.#received++;
      this.#early.delete(this.#received);
      this.#options.onItem(item);
    }
  }

  #owe(): void {
    this.#owes = true;
    this.#soon(ackMs);
  }

  #soon(ms: number): void {
    if (this.#closed) return;
    const { clock } = this.#options;
    const at = clock.now() + ms;
    if (this.#timer !== null && this.#timer.at <= at) return;
    this.#timer?.cancel();
    this.#timer = { at, cancel: clock.after(ms, () => void this.#post()) };
  }

  async #post(): Promise<void> {
    this.#timer = null;
    if (this.#isPosting) {
      this.#soon(gatherMs);
      return;
    }
    const [asks, owes] = [this.#asks, this.#owes];
    if (!asks && !owes && this.#unacknowledged.length === 0) return; // The receipt came before the time to send again.
    this.#isPosting = true;
    this.#asks = this.#owes = false;
    let waitMs = 0;
    try {
      await this.#options.send(this.#compose(asks));
    } catch (error) {
      // The other page may be gone, the server out of reach, or there may have been too many: later.
      const problem = asProblem(error);
      console.debug('CodeMeet: a signal was not sent.', problem);
      waitMs = problem.retryAfterMs ?? firstRetryMs;
      this.#asks ||= asks;
      this.#owes ||= owes;
    } finally {
      this.#isPosting = false;
    }
    if (this.#unacknowledged.length > 0 || waitMs > 0) this.#soon(Math.max(waitMs, this.#retryMs()));
  }

  #compose(ask: boolean): string {
    const items: SignalItem[] = [];
    let chars = 0;
    for (const item of this.#unacknowledged) {
      chars += JSON.stringify(item).length;
      if (chars > messageChars && items.length > 0) break;
      items.push(item);
    }
    const message: SignalMessage = {
      generation: this.#generation,
      first: this.#first,
      items,
      ack: this.#received,
      ask,
    };
    return JSON.stringify(message);
  }

  #retryMs(): number {
    const full = Math.min(longestRetryMs, firstRetryMs * 2 ** this.#retries);
    this.#retries++;
    return full * (0.75 + this.#options.random() / 2);
  }
}
