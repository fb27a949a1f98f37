import * as Y from 'yjs';
import { remoteOrigin } from './applyEntries.ts';
import { Listeners } from '../lib/Listeners.ts';

/** The document that the page edits: another object after each rebuild, another author after each join. */
export class LiveDoc {
  readonly #onEdit: (update: Uint8Array) => void;
  readonly #listeners = new Listeners<{ replaced: undefined }>();
  #doc = new Y.Doc({ gc: false });
  #clientId = 0;

  /** `onEdit` gets each edit of this page; not before the first `follow`. */
  constructor(onEdit: (update: Uint8Array) => void) {
    this.#onEdit = onEdit;
  }

  get now(): Y.Doc {
    return this.#doc;
  }

  get clientId(): number {
    return this.#clientId;
  }

  /** True after Yjs saw this page's id in foreign edits: it then takes a random one, which nobody accepts. */
  get hasLostItsId(): boolean {
    return this.#doc.clientID !== this.#clientId;
  }

  /** Calls back when `tellReplaced` is called. Returns the way to stop. */
  onReplaced(listener: () => void): () => void {
    return this.#listeners.on('replaced', listener);
  }

  /** From now on edits are those of page `clientId`. */
  adopt(clientId: number): void {
    this.#clientId = clientId;
    this.#doc.clientID = clientId;
  }

  /** Edits of `doc` are this page's from now on, and those of the last one no more. */
  follow(doc: Y.Doc): void {
    this.#doc.off('update', this.#hear);
    this.#doc = doc;
    doc.clientID = this.#clientId; // Yjs may have changed it while it read what this id wrote before.
    doc.on('update', this.#hear);
  }

  tellReplaced(): void {
    this.#listeners.emit('replaced', undefined);
  }

  readonly #hear = (update: Uint8Array, origin: unknown): void => {
    if (origin !== remoteOrigin) this.#onEdit(update);
  };
}
