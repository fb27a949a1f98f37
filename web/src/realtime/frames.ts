/**
 * The two binary layouts of docs/protocol.md. A frame is one Yjs update with the milliseconds since the frame
 * before it, so that playback keeps every keystroke's time; an entry is what one POST put into the log.
 */
import * as buffer from 'lib0/buffer';
import * as decoding from 'lib0/decoding';
import * as encoding from 'lib0/encoding';
import type { UpdateEvent } from './protocol.ts';

export interface Frame {
  /** Milliseconds since the previous frame of the same page, 0 for the first. */
  deltaMs: number;
  update: Uint8Array;
}

export interface Entry {
  seq: number;
  clientId: number;
  /** Counted from the room's creation. */
  ms: number;
  frames: Frame[];
}

export function encodeFrames(frames: readonly Frame[]): Uint8Array<ArrayBuffer> {
  return encoding.encode((encoder) => {
    for (const frame of frames) {
      encoding.writeVarUint(encoder, frame.deltaMs);
      encoding.writeVarUint8Array(encoder, frame.update);
    }
  });
}

/** Throws on a truncated input; the updates are views, not copies. */
export function decodeFrames(bytes: Uint8Array): Frame[] {
  const decoder = decoding.createDecoder(bytes);
  const frames: Frame[] = [];
  while (decoding.hasContent(decoder)) {
    const deltaMs = decoding.readVarUint(decoder);
    frames.push({ deltaMs, update: decoding.readVarUint8Array(decoder) });
  }
  return frames;
}

/** Throws on a truncated input. */
export function decodeEntries(bytes: Uint8Array): Entry[] {
  const decoder = decoding.createDecoder(bytes);
  const entries: Entry[] = [];
  while (decoding.hasContent(decoder)) {
    const seq = decoding.readVarUint(decoder);
    const clientId = decoding.readVarUint(decoder);
    const ms = decoding.readVarUint(decoder);
    entries.push({ seq, clientId, ms, frames: decodeFrames(decoding.readVarUint8Array(decoder)) });
  }
  return entries;
}

/** What the hub delivered as an entry; null if it is broken, since the log has it as it is. */
export function entryOf({ seq, by, data }: Pick<UpdateEvent, 'seq' | 'by' | 'data'>): Entry | null {
  try {
    return { seq, clientId: by, ms: 0, frames: decodeFrames(buffer.fromBase64(data)) };
  } catch (error) {
    console.warn('CodeMeet: an event could not be decoded.', error);
    return null;
  }
}

/** The other direction of `decodeEntries`, for stand-in servers in tests and the fuzz. */
export function encodeEntries(entries: readonly Entry[]): Uint8Array<ArrayBuffer> {
  return encoding.encode((encoder) => {
    for (const entry of entries) {
      encoding.writeVarUint(encoder, entry.seq);
      encoding.writeVarUint(encoder, entry.clientId);
      encoding.writeVarUint(encoder, entry.ms);
      encoding.writeVarUint8Array(encoder, encodeFrames(entry.frames));
    }
  });
}

/** Bytes of a frame on the wire, for keeping a batch under its limit without encoding it. */
export function frameLength(frame: Frame): number {
  const length = frame.update.byteLength;
  return varintLength(frame.deltaMs) + varintLength(length) + length;
}

function varintLength(value: number): number {
  let length = 1;
  for (let rest = value; rest > 127; rest = Math.floor(rest / 128)) length++;
  return length;
}
