/**
 * Cuts one Yjs update into several small ones that have the same effect when applied in order.
 *
 * A paste, an undo of a large deletion or a new file is one transaction and thus one update, however long; the
 * server takes at most 60 KiB at once. Cutting the encoded update covers every way in which a large edit can
 * come about, and leaves the local document and its undo steps whole.
 */
import * as encoding from 'lib0/encoding';
import * as Y from 'yjs';

/** Text pieces are at most this long: three bytes of UTF-8 for each UTF-16 unit at worst, so 48 KiB. */
const pieceUnits = 16 * 1024;
/** A range in a delete set takes at most 10 bytes. */
const deleteRanges = 4096;

type Struct = Y.Item | Y.GC | Y.Skip;

/**
 * `[update]` itself when it fits. A single value that is longer than `maxBytes` (an object in a map) cannot be
 * cut and comes out as it is. Expects the structs of one client, as every local transaction has.
 */
export function splitUpdate(update: Uint8Array, maxBytes: number): Uint8Array[] {
  if (update.byteLength <= maxBytes) return [update];
  const { structs, ds } = Y.decodeUpdate(update);
  const pieces = (structs as Struct[]).flatMap(cutText);

  const parts: Uint8Array[] = [];
  let part: Struct[] = [];
  let partBytes = 0;
  for (const piece of pieces) {
    const bytes = structBytes(piece);
    if (part.length > 0 && partBytes + bytes > maxBytes) {
      parts.push(encodePart(part, new Map()));
      part = [];
      partBytes = 0;
    }
    part.push(piece);
    partBytes += bytes;
  }
  if (part.length > 0) parts.push(encodePart(part, new Map()));
  for (const deletions of cutDeletions(ds.clients)) parts.push(encodePart([], deletions));
  return parts;
}

function cutText(struct: Struct): Struct[] {
  if (!(struct instanceof Y.Item)) return [struct];
  const cut: Struct[] = [];
  let rest: Y.Item = struct;
  while (rest.content instanceof Y.ContentString && rest.length > pieceUnits) {
    const at = splitsPair(rest.content.str, pieceUnits) ? pieceUnits - 1 : pieceUnits;
    const { client, clock } = rest.id;
    const head = itemLike(rest, rest.id, rest.origin, new Y.ContentString(rest.content.str.slice(0, at)));
    const tail = new Y.ContentString(rest.content.str.slice(at));
    cut.push(head);
    rest = itemLike(rest, Y.createID(client, clock + at), Y.createID(client, clock + at - 1), tail);
  }
  cut.push(rest);
  return cut;
}

function itemLike(item: Y.Item, id: Y.ID, origin: Y.ID | null, content: Y.ContentString): Y.Item {
  // eslint-disable-next-line @typescript-eslint/no-unsafe-class-instance-assignment -- the type in yjs's own declaration
  return new Y.Item(id, null, origin, null, item.rightOrigin, item.parent, item.parentSub, content);
}

/** True when a cut before `index` would part the halves of a character. */
function splitsPair(text: string, index: number): boolean {
  const unit = text.charCodeAt(index - 1);
  return unit >= 0xd800 && unit <= 0xdbff;
}

function structBytes(struct: Struct): number {
  const encoder = new Y.UpdateEncoderV1();
  struct.write(encoder, 0);
  return encoder.toUint8Array().byteLength;
}

type Ranges = { clock: number; len: number }[];

function cutDeletions(clients: Map<number, Ranges>): Map<number, Ranges>[] {
  const cut: Map<number, Ranges>[] = [];
  let current = new Map<number, Ranges>();
  let room = deleteRanges;
  for (const [client, ranges] of clients) {
    for (let from = 0; from < ranges.length;) {
      const taken = ranges.slice(from, from + room);
      current.set(client, taken);
      from += taken.length;
      room -= taken.length;
      if (room > 0) continue;
      cut.push(current);
      current = new Map();
      room = deleteRanges;
    }
  }
  if (current.size > 0) cut.push(current);
  return cut;
}

/** The V1 layout: clients, each with its structs from a first clock on, then the delete set. */
function encodePart(structs: readonly Struct[], deletions: Map<number, Ranges>): Uint8Array {
  const encoder = new Y.UpdateEncoderV1();
  const out = encoder.restEncoder;
  const first = structs[0];
  encoding.writeVarUint(out, first === undefined ? 0 : 1);
  if (first !== undefined) {
    encoding.writeVarUint(out, structs.length);
    encoder.writeClient(first.id.client);
    encoding.writeVarUint(out, first.id.clock);
    for (const struct of structs) struct.write(encoder, 0);
  }
  encoding.writeVarUint(out, deletions.size);
  for (const [client, ranges] of deletions) {
    encoding.writeVarUint(out, client);
    encoding.writeVarUint(out, ranges.length);
    for (const { clock, len } of ranges) {
      encoding.writeVarUint(out, clock);
      encoding.writeVarUint(out, len);
    }
  }
  return encoder.toUint8Array();
}
