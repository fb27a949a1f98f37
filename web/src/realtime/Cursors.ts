import * as buffer from 'lib0/buffer';
import {
  applyAwarenessUpdate,
  encodeAwarenessUpdate,
  removeAwarenessStates,
  type Awareness,
} from 'y-protocols/awareness';
import { remoteOrigin } from './applyEntries.ts';
import { awarenessClients } from './awarenessMessage.ts';
import type { Clock } from './environment.ts';
import type { AwarenessEvent } from './protocol.ts';

/** Cursor moves are shown at most this often; below 100 ms nobody sees a difference and each one costs a message. */
const moveMs = 100;
/** What the header of an update may carry, in base64. */
const headerChars = 2048;

/** Where a cursor goes, alone or within the next update. */
interface CursorWays {
  post: (update: Uint8Array) => Promise<void>;
  /** To the pages that are linked directly. */
  sendDirectly: (update: Uint8Array) => void;
  /** Those are all: the server need not pass it on. */
  isAllDirect: () => boolean;
}

/**
 * This page's cursor and those of the others. Its own goes within the next update when there is one, alone when
 * only the cursor moved. A remote edit moves nobody's cursor (positions are relative to the text), so nothing is
 * sent for it.
 */
export class Cursors {
  readonly #awareness: Awareness;
  readonly #clock: Clock;
  readonly #ways: CursorWays;
  /** Since it went to the server, and since it went directly. */
  #moved = false;
  #movedDirectly = false;
  #cancelTimer: (() => void) | null = null;

  constructor(awareness: Awareness, clock: Clock, ways: CursorWays) {
    this.#awareness = awareness;
    this.#clock = clock;
    this.#ways = ways;
    awareness.on('update', (_changes: unknown, origin: unknown) => {
      if (origin === 'local') this.announce();
    });
  }

  /** This page goes on as `clientId`, with its cursor where it was. */
  adopt(clientId: number): void {
    const state = this.#awareness.getLocalState();
    removeAwarenessStates(this.#awareness, [this.#awareness.clientID], remoteOrigin);
    this.#awareness.clientID = clientId;
    this.#awareness.setLocalState(state);
  }

  /** A message speaks only for the page it came from; one that names another is dropped. */
  receive({ by, data }: Pick<AwarenessEvent, 'by' | 'data'>): void {
    this.receiveBytes(by, buffer.fromBase64(data));
  }

  /** As `receive`, without base64. */
  receiveBytes(by: number, update: Uint8Array): void {
    if (by === this.#awareness.clientID) return;
    const clients = awarenessClients(update);
    if (clients?.every((client) => client === by) !== true) return;
    applyAwarenessUpdate(this.#awareness, update, remoteOrigin);
  }

  /** Only these pages are in the room. */
  keep(clientIds: ReadonlySet<number>): void {
    const own = this.#awareness.clientID;
    const gone = [...this.#awareness.getStates().keys()].filter((id) => id !== own && !clientIds.has(id));
    if (gone.length > 0) removeAwarenessStates(this.#awareness, gone, remoteOrigin);
  }

  /** The current cursor should reach the others soon: it moved, or somebody came who has not seen it. */
  announce(): void {
    this.#moved = true;
    this.#movedDirectly = true;
    this.#cancelTimer ??= this.#clock.after(moveMs, () => {
      this.#cancelTimer = null;
      this.#sendAlone();
    });
  }

  /** The cursor for the header of an update that is about to be sent; null if the others have it. */
  takeHeader(): string | null {
    if (!this.#moved || this.#ways.isAllDirect()) return null;
    const update = this.#encode();
    if (update === null) return null;
    const header = buffer.toBase64(update);
    if (header.length > headerChars) return null;
    this.#moved = false;
    return header;
  }

  /** The cursor for a direct message that is about to be sent; null if the linked pages have it. */
  takeDirectly(): Uint8Array | null {
    const update = this.#movedDirectly ? this.#encode() : null;
    this.#movedDirectly = false;
    return update;
  }

  /** The message that carried the header failed. */
  takeBack(): void {
    this.#moved = true;
  }

  stop(): void {
    this.#cancelTimer?.();
    this.#cancelTimer = null;
  }

  #sendAlone(): void {
    const update = this.#encode();
    if (update === null) return;
    if (this.#movedDirectly) this.#ways.sendDirectly(update);
    this.#movedDirectly = false;
    if (!this.#moved) return;
    this.#moved = false;
    if (this.#ways.isAllDirect()) return;
    this.#ways.post(update).catch((error: unknown) => {
      // The next move or the renewal every 15 s brings it; a cursor is not worth a retry.
      console.debug('CodeMeet: a cursor was not sent.', error);
    });
  }

  #encode(): Uint8Array | null {
    const { clientID, meta } = this.#awareness;
    return meta.has(clientID) ? encodeAwarenessUpdate(this.#awareness, [clientID]) : null;
  }
}
