import { Backoff } from './backoff.ts';
import type { Hub, LinkEnvironment } from './environment.ts';
import { hubEventNames, type HubEvents } from './protocol.ts';

interface HubLineOptions {
  environment: Pick<LinkEnvironment, 'hub' | 'clock' | 'random'>;
  token: () => string;
  onEvent: (name: keyof HubEvents, argument: unknown) => void;
  onOpen: () => void;
  /** The connection broke, or could not be made; the next try is planned right after. */
  onLost: () => void;
  /** Nothing is tried before `retryAt`, in ms since the Unix epoch. */
  onWait: (retryAt: number) => void;
}

/** The connection to the hub: one at a time, and after each failure another try, later and later. */
export class HubLine {
  readonly #options: HubLineOptions;
  readonly #backoff: Backoff;
  #hub: Hub | null = null;
  /** Counts tries to connect: one that was overtaken gives up. */
  #tries = 0;
  #cancelWait: (() => void) | null = null;
  /** What is tried after the wait, or was last. */
  #attempt: () => void = () => this.open();

  constructor(options: HubLineOptions) {
    this.#options = options;
    this.#backoff = new Backoff(options.environment.random);
  }

  /** Connects anew, whatever there was. */
  readonly open = (): void => void this.#open();

  /** No connection, no events and no tries until the next `open` or `tryLater`. */
  async close(): Promise<void> {
    this.#tries++;
    this.#stopWaiting();
    await this.#drop();
  }

  /** Waits as long as the failures so far ask for, then does `attempt`. */
  tryLater(attempt: () => void): void {
    const { clock } = this.#options.environment;
    const ms = this.#backoff.next();
    this.#stopWaiting();
    this.#attempt = attempt;
    this.#cancelWait = clock.after(ms, attempt);
    this.#options.onWait(clock.now() + ms);
  }

  /** Does now what the next wait would end in, and forgets the failures. */
  tryNow(): void {
    this.#backoff.reset();
    this.#stopWaiting();
    this.#attempt();
  }

  async #open(): Promise<void> {
    this.#stopWaiting();
    this.#attempt = this.open;
    const thisTry = ++this.#tries;
    await this.#drop();
    if (thisTry !== this.#tries) return;
    const { environment, token, onEvent, onOpen } = this.#options;
    const hub = environment.hub(token);
    this.#hub = hub;
    for (const name of hubEventNames) {
      hub.on(name, (argument) => {
        if (this.#hub === hub) onEvent(name, argument);
      });
    }
    hub.onclose(() => {
      if (this.#hub === hub) this.#lost();
    });
    try {
      await hub.start();
    } catch (error) {
      console.debug('CodeMeet: no connection to the hub.', error);
      if (this.#hub === hub) this.#lost();
      return;
    }
    if (this.#hub !== hub) return;
    this.#backoff.reset();
    onOpen();
  }

  #lost(): void {
    this.#hub = null;
    this.#options.onLost();
    this.tryLater(this.open);
  }

  #stopWaiting(): void {
    this.#cancelWait?.();
    this.#cancelWait = null;
  }

  async #drop(): Promise<void> {
    const hub = this.#hub;
    this.#hub = null;
    if (hub === null) return;
    try {
      await hub.stop();
    } catch (error) {
      console.debug('CodeMeet: the old connection did not close in order.', error);
    }
  }
}
