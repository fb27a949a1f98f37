import type { Fetch } from '../http.ts';
import { MemoryOutbox } from '../outbox.ts';
import type { Hub, LinkEnvironment } from '../environment.ts';
import { enterRoom } from '../enterRoom.ts';
import type { RoomLink } from '../RoomLink.ts';
import type { DirectNet } from './DirectNet.ts';
import { StandInServer } from './StandInServer.ts';
import { TestClock } from './TestClock.ts';

/** One browser: what outlives a page, and the network before the server. */
export class TestBrowser {
  readonly clock: TestClock;
  readonly outbox = new MemoryOutbox();
  readonly environment: LinkEnvironment;
  /** Stands between the page and the server; a test may fail, delay or double calls here. */
  network: (send: Fetch, ...call: Parameters<Fetch>) => Promise<Response> = (send, ...call) => send(...call);
  /** False: the hub cannot be reached. */
  hubIsUp = true;
  readonly #connections: { close: () => void }[] = [];
  #hide: (() => void)[] = [];
  #wake: (() => void)[] = [];

  constructor(server: StandInServer, clock = new TestClock(), net?: DirectNet) {
    this.clock = clock;
    const seats = new Map<string, string>();
    this.environment = {
      fetch: (...call) => this.network(server.fetch, ...call),
      hub: (token) => this.#connect(server.hub(token)),
      clock,
      random: () => 0.5,
      seats: {
        getItem: (key) => seats.get(key) ?? null,
        setItem: (key, value) => void seats.set(key, value),
        removeItem: (key) => void seats.delete(key),
      },
      outbox: this.outbox,
      page: {
        onHide: (listener) => register(this.#hide, listener),
        onWake: (listener) => register(this.#wake, listener),
      },
      ...(net !== undefined && { directLine: net.line }),
    };
  }

  /** A page of this browser: by the stored seat, else as a newcomer. */
  async open(name = 'Ada'): Promise<RoomLink> {
    return enterRoom({ roomId: 'r1', invite: 'secret', name }, this.environment);
  }

  hide(): void {
    for (const listener of [...this.#hide]) listener();
  }

  wake(): void {
    for (const listener of [...this.#wake]) listener();
  }

  /** Breaks the open connections. */
  disconnect(): void {
    for (const connection of this.#connections.splice(0)) connection.close();
  }

  #connect(hub: Hub): Hub {
    const start = () => (this.hubIsUp ? hub.start() : Promise.reject(new Error('No way to the hub.')));
    this.#connections.push(hub as Hub & { close: () => void });
    return {
      start,
      stop: () => hub.stop(),
      on: (event, handler) => hub.on(event, handler),
      onclose: (handler) => hub.onclose(handler),
    };
  }
}

function register(list: (() => void)[], listener: () => void): () => void {
  list.push(listener);
  return () => list.splice(list.indexOf(listener), 1);
}

/** A page whose text is there. */
export async function openLoaded(browser: TestBrowser, name?: string): Promise<RoomLink> {
  const link = await browser.open(name);
  const document = link.document('code');
  await browser.clock.pass(0);
  await document.whenLoaded;
  return link;
}

/** Two people, each with a browser, in one time. */
export async function openTwo() {
  const server = new StandInServer();
  const browserA = new TestBrowser(server);
  const browserB = new TestBrowser(server, browserA.clock);
  const a = await openLoaded(browserA, 'Ada');
  const b = await openLoaded(browserB, 'Bo');
  return { server, browserA, browserB, a, b, clock: browserA.clock };
}

export function textOf(link: RoomLink): string {
  return link.document('code').doc.getText('file:main').toJSON();
}

export function type(link: RoomLink, at: number, text: string): void {
  link.document('code').doc.getText('file:main').insert(at, text);
}
