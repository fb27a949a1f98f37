import type { Frame } from './frames.ts';
import type { DocumentName } from './protocol.ts';

/** Frames of one page and document that the server has not acknowledged. */
export interface OutboxKey {
  roomId: string;
  doc: DocumentName;
  clientId: number;
}

/** A frame with the number of the batch it belongs to, fixed when the frame is made (see `UpdateSender`). */
export interface OutboxFrame extends Frame {
  batch: number;
  /** Order within the page, 1, 2, 3 … */
  index: number;
}

/** Keeps frames until they are acknowledged, also past the end of the page. */
export interface Outbox {
  add(key: OutboxKey, frame: OutboxFrame): Promise<void>;
  /** Forgets every frame of the batches up to `batch`. */
  acknowledge(key: OutboxKey, batch: number): Promise<void>;
  /** What is left for a document, by page, each in order. */
  left(roomId: string, doc: DocumentName): Promise<{ clientId: number; frames: OutboxFrame[] }[]>;
  /** Forgets everything of a room. */
  clear(roomId: string): Promise<void>;
}
