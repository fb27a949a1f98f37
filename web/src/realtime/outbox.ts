/** Keeps what was typed until the server has it, also past the end of the page. */
import type { Frame } from './frames.ts';
import type { DocumentName } from './protocol.ts';

/** One page's edits of one document. */
export interface OutboxKey {
  roomId: string;
  /** Only the same participant may send what an earlier page left. */
  participantId: string;
  doc: DocumentName;
  clientId: number;
}

export interface OutboxFrame extends Frame {
  /** Order within the page, 1, 2, 3 … */
  index: number;
  /** The batch the frame belongs to; fixed when the frame is made, so that any page sends the same batch. */
  batch: number;
  /** 0 for the first frame of its batch, then 1, 2 … */
  place: number;
}

/** What one page left, in order. */
export interface LeftFrames {
  clientId: number;
  frames: OutboxFrame[];
}

export interface Outbox {
  /** A frame of the same index is replaced. */
  add(key: OutboxKey, frame: OutboxFrame): Promise<void>;
  /** Forgets the frames up to and including `index`. */
  forget(key: OutboxKey, index: number): Promise<void>;
  /** What pages of this participant left for a document, by page, each in order. */
  left(place: Omit<OutboxKey, 'clientId'>): Promise<LeftFrames[]>;
  /** Forgets everything of a room. */
  clear(roomId: string): Promise<void>;
}

/** For node, and for browsers that refuse storage: edits then live as long as the page. */
export class MemoryOutbox implements Outbox {
  readonly #pages = new Map<string, { key: OutboxKey; frames: OutboxFrame[] }>();

  add(key: OutboxKey, frame: OutboxFrame): Promise<void> {
    const name = pageName(key);
    const page = this.#pages.get(name) ?? { key, frames: [] };
    page.frames = [...page.frames.filter(({ index }) => index !== frame.index), frame];
    page.frames.sort((a, b) => a.index - b.index);
    this.#pages.set(name, page);
    return Promise.resolve();
  }

  forget(key: OutboxKey, index: number): Promise<void> {
    const page = this.#pages.get(pageName(key));
    if (page === undefined) return Promise.resolve();
    page.frames = page.frames.filter((frame) => frame.index > index);
    if (page.frames.length === 0) this.#pages.delete(pageName(key));
    return Promise.resolve();
  }

  left(place: Omit<OutboxKey, 'clientId'>): Promise<LeftFrames[]> {
    const pages = [...this.#pages.values()]
      .filter(({ key }) => pageName({ ...place, clientId: key.clientId }) === pageName(key))
      .map(({ key, frames }) => ({ clientId: key.clientId, frames: [...frames] }));
    return Promise.resolve(pages.sort((a, b) => a.clientId - b.clientId));
  }

  clear(roomId: string): Promise<void> {
    for (const [name, { key }] of this.#pages) if (key.roomId === roomId) this.#pages.delete(name);
    return Promise.resolve();
  }
}

function pageName(key: OutboxKey): string {
  return JSON.stringify([key.roomId, key.participantId, key.doc, key.clientId]);
}
