/** Direct lines between pages of one process: links that come, go and lose what was under way, each in its own time. */
import type { DirectLine } from '../direct/DirectLine.ts';
import type { DirectPage } from '../environment.ts';
import { Listeners } from '../../lib/Listeners.ts';

export class DirectNet {
  readonly #ends = new Set<DirectEnd>();
  /** How long a message from one page to another takes; `null`: the two are not linked. */
  readonly #delay: (from: number, to: number) => number | null;
  readonly #after: (ms: number, action: () => void) => void;

  constructor(
    delay: (from: number, to: number) => number | null,
    after: (ms: number, action: () => void) => void,
  ) {
    this.#delay = delay;
    this.#after = after;
  }

  /** For `LinkEnvironment.directLine`. */
  readonly line = (page: DirectPage): DirectLine => {
    const end = new DirectEnd(page, this);
    this.#ends.add(end);
    return end;
  };

  /** Pages came, went or changed their links: call whenever that may be so. */
  update(): void {
    for (const end of this.#ends) end.update(this.#linksOf(end));
  }

  /** A page is closed. */
  remove(isGone: (clientId: number) => boolean): void {
    for (const end of this.#ends) if (isGone(end.clientId)) this.#ends.delete(end);
    this.update();
  }

  deliver(from: DirectEnd, to: number, data: Uint8Array): void {
    const end = [...this.#ends].find(({ clientId }) => clientId === to);
    const { clientId } = from;
    const ms = this.#delay(clientId, to);
    if (end === undefined || ms === null) return;
    // Whatever the delays, a link keeps the order; what is on the way when it breaks is lost.
    const way = end.wayOf(clientId);
    way.push(data.slice());
    this.#after(ms, () => {
      const next = way.shift();
      if (next !== undefined && end.clientId === to) end.hear(clientId, next);
    });
  }

  #linksOf(end: DirectEnd): Set<number> {
    const linked = [...this.#ends].filter(
      (other) =>
        other !== end &&
        other.clientId > 0 &&
        end.clientId > 0 &&
        !end.closed.has(other.clientId) &&
        !other.closed.has(end.clientId) &&
        this.#delay(end.clientId, other.clientId) !== null,
    );
    return new Set(linked.map(({ clientId }) => clientId));
  }

  /** Every page that has a seat and is open. */
  get pages(): number {
    return [...this.#ends].filter(({ clientId }) => clientId > 0).length;
  }
}

class DirectEnd implements DirectLine {
  readonly closed = new Set<number>();
  readonly #page: DirectPage;
  readonly #net: DirectNet;
  readonly #listeners = new Listeners<{
    message: { clientId: number; data: Uint8Array };
    opened: number;
    completeness: undefined;
  }>();
  readonly #ways = new Map<number, Uint8Array[]>();
  #linked = new Set<number>();
  #wasComplete = false;

  constructor(page: DirectPage, net: DirectNet) {
    this.#page = page;
    this.#net = net;
  }

  get clientId(): number {
    return this.#page.clientId();
  }

  get isComplete(): boolean {
    return this.#linked.size > 0 && this.#linked.size === this.#net.pages - 1;
  }

  onMessage(listener: Parameters<DirectLine['onMessage']>[0]): () => void {
    return this.#listeners.on('message', listener);
  }

  onOpened(listener: (clientId: number) => void): () => void {
    return this.#listeners.on('opened', listener);
  }

  onCompleteness(listener: () => void): () => void {
    return this.#listeners.on('completeness', listener);
  }

  send(message: Uint8Array, to: (clientId: number) => boolean): void {
    for (const clientId of this.#linked) if (to(clientId)) this.#net.deliver(this, clientId, message);
  }

  close(clientId: number): void {
    this.closed.add(clientId);
    this.#net.update();
  }

  isLinked(clientId: number): boolean {
    return this.#linked.has(clientId);
  }

  /** What is on the way from a page. */
  wayOf(clientId: number): Uint8Array[] {
    const way = this.#ways.get(clientId) ?? [];
    this.#ways.set(clientId, way);
    return way;
  }

  hear(clientId: number, data: Uint8Array): void {
    if (this.#linked.has(clientId)) this.#listeners.emit('message', { clientId, data });
  }

  update(linked: Set<number>): void {
    const before = this.#linked;
    this.#linked = linked;
    for (const lost of before) if (!linked.has(lost)) this.#ways.delete(lost);
    if (this.isComplete !== this.#wasComplete) {
      this.#wasComplete = this.isComplete;
      this.#listeners.emit('completeness', undefined);
    }
    for (const fresh of linked) if (!before.has(fresh)) this.#listeners.emit('opened', fresh);
  }
}
