/**
 * One message between pages: `document · cursor · frames`, where the document is its place in `documents`, the cursor
 * an awareness update of the sender (length 0: it did not move), and each frame
 * `varint batch · varint ms since the previous frame · varint length · one Yjs V1 update`.
 */
import * as decoding from 'lib0/decoding';
import * as encoding from 'lib0/encoding';
import type { Frame } from '../frames.ts';
import type { DocumentName } from '../protocol.ts';

/** A frame and the batch in which its author brings it to the log. */
export interface DirectFrame extends Frame {
  batch: number;
}

export interface DirectMessage {
  doc: DocumentName;
  cursor: Uint8Array | null;
  frames: readonly DirectFrame[];
}

const documents: readonly DocumentName[] = ['code', 'board', 'notes'];
const noBytes = new Uint8Array(0);

export function encodeMessage({ doc, cursor, frames }: DirectMessage): Uint8Array<ArrayBuffer> {
  return encoding.encode((encoder) => {
    encoding.writeUint8(encoder, documents.indexOf(doc));
    encoding.writeVarUint8Array(encoder, cursor ?? noBytes);
    for (const { batch, deltaMs, update } of frames) {
      encoding.writeVarUint(encoder, batch);
      encoding.writeVarUint(encoder, deltaMs);
      encoding.writeVarUint8Array(encoder, update);
    }
  });
}

/** Null if it is none; the updates are views, not copies, and have not been looked at. */
export function decodeMessage(bytes: Uint8Array): DirectMessage | null {
  try {
    const decoder = decoding.createDecoder(bytes);
    const doc = documents[decoding.readUint8(decoder)];
    if (doc === undefined) return null;
    const cursor = decoding.readVarUint8Array(decoder);
    const frames: DirectFrame[] = [];
    while (decoding.hasContent(decoder)) {
      const batch = decoding.readVarUint(decoder);
      const deltaMs = decoding.readVarUint(decoder);
      frames.push({ batch, deltaMs, update: decoding.readVarUint8Array(decoder) });
    }
    return { doc, cursor: cursor.length > 0 ? cursor : null, frames };
  } catch {
    return null; // Truncated is an answer here.
  }
}
