import { openHub } from '../src/realtime/browserEnvironment.ts';
import type { DirectNet } from '../src/realtime/testing/DirectNet.ts';
import type { Hub, LinkEnvironment } from '../src/realtime/environment.ts';
import { decodeFrames } from '../src/realtime/frames.ts';
import type { Fetch } from '../src/realtime/http.ts';
import { MemoryOutbox, type Outbox, type OutboxFrame, type OutboxKey } from '../src/realtime/outbox.ts';
import type { Chance } from './random.ts';
import { Trace } from './Trace.ts';

/** The pages' clock runs this much faster than the wall's, so that gaps, waits and heartbeats come in time. */
const speed = 10;

/** One person's browser: its storage, which outlives pages, and its network, which is bad until `heal`. */
export class ChaoticBrowser {
  readonly environment: LinkEnvironment;
  /** Called with the updates of every batch whose acknowledgement reached the page. */
  onAcknowledged: (updates: Uint8Array[]) => void = () => undefined;
  /** Every call and event of its pages. */
  readonly trace = new Trace();
  readonly #server: string;
  readonly #chance: Chance;
  readonly #outbox: LaggingOutbox;
  readonly #open = new Set<ChaoticHub>();
  #healthy = true;
  #offline = false;
  #hide: (() => void)[] = [];

  /** `net`: the way to the other pages; none if null. */
  constructor(server: string, chance: Chance, diskLagMs: number, net: DirectNet | null = null) {
    this.#server = server;
    this.#chance = chance;
    this.#outbox = new LaggingOutbox(diskLagMs);
    const seats = new Map<string, string>();
    const startedAt = Date.now();
    this.environment = {
      fetch: this.#fetch,
      hub: (token) => this.#connect(token),
      clock: {
        now: () => startedAt + (Date.now() - startedAt) * speed,
        after: (ms, action) => {
          const timer = setTimeout(action, ms / speed);
          return () => clearTimeout(timer);
        },
      },
      random: chance.next,
      seats: {
        getItem: (key) => seats.get(key) ?? null,
        setItem: (key, value) => void seats.set(key, value),
        removeItem: (key) => void seats.delete(key),
      },
      outbox: this.#outbox,
      page: {
        onWake: () => () => undefined,
        onHide: (listener) => {
          this.#hide.push(listener);
          return () => (this.#hide = this.#hide.filter((one) => one !== listener));
        },
      },
      ...(net !== null && { directLine: net.line }),
    };
  }

  makeTrouble(): void {
    this.#healthy = false;
  }

  heal(): void {
    this.#healthy = true;
    this.#offline = false;
  }

  /** Breaks the connections to the hub. */
  disconnect(): void {
    for (const hub of [...this.#open]) hub.break();
  }

  /** No call and no event comes through for a while. */
  cutFor(ms: number): void {
    this.#offline = true;
    this.disconnect();
    setTimeout(() => (this.#offline = false), ms);
  }

  /** The page is closed without a word, or with the last one that `pagehide` allows. */
  closePage(withHide: boolean): void {
    if (withHide) for (const listener of [...this.#hide]) listener();
    this.#outbox.loseWhatIsOnTheWay();
  }

  readonly #fetch: Fetch = async (url, init) => {
    const call = `${init.method ?? ''} ${url.replace(/^\/api\/rooms\/?[^/]*/, '')}`;
    this.trace.add(call);
    const response = await this.#throughTrouble(url, init).catch((error: unknown) => {
      this.trace.add(`${call} failed: ${String(error)}`);
      throw error;
    });
    this.trace.add(`${call} answered ${response.status} head ${response.headers.get('x-seq') ?? '-'}`);
    if (response.ok && url.includes('/updates?')) {
      const body = init.body as Uint8Array;
      this.onAcknowledged(decodeFrames(body.slice()).map(({ update }) => update));
    }
    return response;
  };

  async #throughTrouble(url: string, init: RequestInit): Promise<Response> {
    const send = () => fetch(this.#server + url, init);
    if (this.#healthy) return send();
    const chance = this.#chance;
    if (chance.happens(0.3)) await sleep(chance.below(40));
    if (this.#isLost()) throw new TypeError('The request was lost.');
    if (chance.happens(0.02)) return new Response('{}', { status: 503 });
    // Not a join: each one is a new page, and the later one wins.
    if (!url.endsWith('/join') && chance.happens(0.05)) this.#sendAgain(send, chance.below(80));
    const response = await send();
    if (chance.happens(0.2)) await sleep(chance.below(40));
    if (!this.#isLost()) return response;
    await response.body?.cancel();
    throw new TypeError('The answer was lost.');
  }

  #isLost(): boolean {
    return this.#offline || this.#chance.happens(0.05);
  }

  /** The same request reaches the server twice, at once or much later; nobody waits for the second answer. */
  #sendAgain(send: () => Promise<Response>, afterMs: number): void {
    sleep(afterMs)
      .then(send)
      .then(
        (response) => response.body?.cancel(),
        (error: unknown) => console.debug('The doubled request failed.', error),
      );
  }

  #connect(token: () => string): Hub {
    const isBlocked = () => !this.#healthy && (this.#offline || this.#chance.happens(0.1));
    const trouble = {
      isBlocked,
      roll: () => (this.#healthy ? 1 : this.#chance.next()),
      delay: () => this.#chance.below(60),
      note: this.trace.add,
    };
    return new ChaoticHub(openHub(`${this.#server}/api/hub`, token), trouble, this.#open);
  }
}

interface Trouble {
  isBlocked: () => boolean;
  /** Decides what becomes of an event, 0 ≤ x < 1; 1 on a good network. */
  roll: () => number;
  delay: () => number;
  note: (what: string) => void;
}

/** Loses, doubles, delays and thereby reorders events. */
class ChaoticHub implements Hub {
  readonly #hub: Hub;
  readonly #trouble: Trouble;
  readonly #open: Set<ChaoticHub>;
  #onClose: () => void = () => undefined;
  #isOpen = false;

  constructor(hub: Hub, trouble: Trouble, open: Set<ChaoticHub>) {
    this.#hub = hub;
    this.#trouble = trouble;
    this.#open = open;
    hub.onclose(() => this.#closed());
  }

  async start(): Promise<void> {
    if (this.#trouble.isBlocked()) throw new Error('The hub cannot be reached.');
    await this.#hub.start();
    this.#trouble.note('hub open');
    this.#isOpen = true;
    this.#open.add(this);
  }

  async stop(): Promise<void> {
    this.#isOpen = false;
    this.#open.delete(this);
    await this.#hub.stop();
  }

  on(event: string, handler: (argument: unknown) => void): void {
    this.#hub.on(event, (argument) => {
      const roll = this.#trouble.roll();
      const { seq } = argument as { seq?: number };
      const what = `${event} ${seq ?? ''}`;
      if (roll < 0.08) {
        this.#trouble.note(`${what} lost`);
        return;
      }
      const deliver = () => {
        this.#trouble.note(what);
        handler(argument);
      };
      const times = roll < 0.14 ? 2 : 1;
      for (let i = 0; i < times; i++) {
        if (roll < 0.4) setTimeout(deliver, this.#trouble.delay());
        else deliver();
      }
    });
  }

  onclose(handler: () => void): void {
    this.#onClose = handler;
  }

  break(): void {
    void this.#hub.stop();
    this.#closed();
  }

  #closed(): void {
    this.#open.delete(this);
    if (!this.#isOpen) return;
    this.#isOpen = false;
    this.#trouble.note('hub closed');
    this.#onClose();
  }
}

/** A disk that writes in order but late; a page that closes loses what was not written yet. */
class LaggingOutbox implements Outbox {
  readonly #disk = new MemoryOutbox();
  readonly #lagMs: number;
  #onTheWay: (() => void)[] = [];

  constructor(lagMs: number) {
    this.#lagMs = lagMs;
  }

  loseWhatIsOnTheWay(): void {
    this.#onTheWay = [];
  }

  add(key: OutboxKey, frame: OutboxFrame): Promise<void> {
    return this.#write(() => void this.#disk.add(key, frame));
  }

  forget(key: OutboxKey, index: number): Promise<void> {
    return this.#write(() => void this.#disk.forget(key, index));
  }

  left(place: Omit<OutboxKey, 'clientId'>): ReturnType<Outbox['left']> {
    return this.#disk.left(place);
  }

  clear(roomId: string): Promise<void> {
    return this.#disk.clear(roomId);
  }

  #write(change: () => void): Promise<void> {
    if (this.#lagMs === 0) {
      change();
      return Promise.resolve();
    }
    this.#onTheWay.push(change);
    setTimeout(() => this.#onTheWay.shift()?.(), this.#lagMs);
    return Promise.resolve();
  }
}

export function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
