import * as buffer from 'lib0/buffer';
import { encodeAwarenessUpdate, type Awareness } from 'y-protocols/awareness';
import type { Clock } from './environment.ts';

/** Cursor moves are shown at most this often; below 100 ms nobody sees a difference and each one costs a message. */
const moveMs = 100;
/** What the header of an update may carry, in base64. */
const headerChars = 2048;

/**
 * Sends this page's cursor: within the next update when there is one, alone when only the cursor moved.
 * A remote edit moves nobody's cursor (positions are relative to the text), so nothing is sent for it.
 */
export class CursorSender {
  readonly #awareness: Awareness;
  readonly #clock: Clock;
  readonly #post: (update: Uint8Array) => Promise<void>;
  #moved = false;
  #cancelTimer: (() => void) | null = null;

  constructor(awareness: Awareness, clock: Clock, post: (update: Uint8Array) => Promise<void>) {
    this.#awareness = awareness;
    this.#clock = clock;
    this.#post = post;
    awareness.on('update', (_changes: unknown, origin: unknown) => {
      if (origin === 'local') this.announce();
    });
  }

  /** The current cursor should reach the others soon: it moved, or somebody came who has not seen it. */
  announce(): void {
    this.#moved = true;
    this.#cancelTimer ??= this.#clock.after(moveMs, () => {
      this.#cancelTimer = null;
      if (this.#moved) this.#sendAlone();
    });
  }

  /** The cursor for the header of an update that is about to be sent; null if the others have it. */
  takeHeader(): string | null {
    if (!this.#moved) return null;
    const update = this.#encode();
    if (update === null) return null;
    const header = buffer.toBase64(update);
    if (header.length > headerChars) return null;
    this.#moved = false;
    return header;
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
    this.#moved = false;
    const update = this.#encode();
    if (update === null) return;
    this.#post(update).catch((error: unknown) => {
      // The next move or the renewal every 15 s brings it; a cursor is not worth a retry.
      console.debug('CodeMeet: a cursor was not sent.', error);
    });
  }

  #encode(): Uint8Array | null {
    const { clientID, meta } = this.#awareness;
    return meta.has(clientID) ? encodeAwarenessUpdate(this.#awareness, [clientID]) : null;
  }
}
