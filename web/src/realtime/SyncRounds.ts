import { Backoff } from './backoff.ts';
import type { LinkEnvironment } from './environment.ts';
import { Problem } from './http.ts';

type Wish = 'read' | 'return' | 'load' | 'rebuild';
/** A later one does all that an earlier one does. */
const wishOrder: readonly Wish[] = ['read', 'return', 'load', 'rebuild'];

interface SyncRoundsOptions {
  environment: Pick<LinkEnvironment, 'clock' | 'random'>;
  work: Record<Wish, () => Promise<void>>;
  /** False while nothing may be asked of the server. */
  isActive: () => boolean;
  /** True when a failure concerns the whole page, which then starts anew or not at all. */
  concernsPage: (problem: Problem) => boolean;
  /** A round is over, or a try was put off. */
  onRest: () => void;
}

/** One round of work with the log at a time, the largest wish first; what fails is tried again. */
export class SyncRounds {
  readonly #options: SyncRoundsOptions;
  readonly #backoff: Backoff;
  #wish: Wish | null = null;
  #working = false;
  #cancelRetry: (() => void) | null = null;

  constructor(options: SyncRoundsOptions) {
    this.#options = options;
    this.#backoff = new Backoff(options.environment.random);
  }

  /** True while a failed round waits for its next try. */
  get isPutOff(): boolean {
    return this.#cancelRetry !== null;
  }

  /** While a round is under way, another follows it. */
  ask(wish: Wish): void {
    this.#wishFor(wish);
    if (!this.#working && this.#cancelRetry === null && this.#options.isActive()) void this.#run();
  }

  /** The network may be back: does not wait for the next planned try. */
  tryNow(): void {
    if (this.#cancelRetry === null) return;
    this.stop();
    this.ask('read');
  }

  /** No planned try any more; wishes stay. */
  stop(): void {
    this.#cancelRetry?.();
    this.#cancelRetry = null;
  }

  #wishFor(wish: Wish): void {
    if (this.#wish === null || wishOrder.indexOf(wish) > wishOrder.indexOf(this.#wish)) this.#wish = wish;
  }

  async #run(): Promise<void> {
    this.#working = true;
    let wish: Wish | null = null;
    try {
      while (this.#options.isActive() && this.#wish !== null) {
        wish = this.#wish;
        this.#wish = null;
        await this.#options.work[wish]();
        this.#backoff.reset();
      }
    } catch (error) {
      if (wish !== null) this.#wishFor(wish);
      const isForPage = error instanceof Problem && this.#options.concernsPage(error);
      if (!isForPage) this.#retryLater(error);
    } finally {
      this.#working = false;
    }
    this.#options.onRest();
  }

  #retryLater(error: unknown): void {
    if (!(error instanceof Problem)) console.error('CodeMeet: a document could not be read.', error);
    if (!this.#options.isActive()) return;
    const wait = error instanceof Problem ? error.retryAfterMs : undefined;
    this.#cancelRetry = this.#options.environment.clock.after(wait ?? this.#backoff.next(), () => {
      this.#cancelRetry = null;
      this.ask('read');
    });
  }
}
