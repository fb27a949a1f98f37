import * as Y from 'yjs';

/** What an update of `author` builds on: by other client, up to which clock. For updates of honest pages; the walker tells of others'. */
export function needsOf(update: Uint8Array, author: number): Map<number, number> {
  const needs = new Map<number, number>();
  const need = (client: number, clock: number) => {
    if (client !== author && clock > (needs.get(client) ?? 0)) needs.set(client, clock);
  };
  const { structs, ds } = Y.decodeUpdate(update);
  for (const struct of structs) {
    if (!(struct instanceof Y.Item)) continue;
    // As decoded, a parent may be an id; the type of a document's item does not say so.
    const parent = struct.parent as unknown;
    for (const id of [struct.origin, struct.rightOrigin, parent]) if (isId(id)) need(id.client, id.clock + 1);
  }
  for (const [client, ranges] of ds.clients) for (const { clock, len } of ranges) need(client, clock + len);
  return needs;
}

function isId(value: unknown): value is Y.ID {
  return typeof value === 'object' && value !== null && 'client' in value && 'clock' in value;
}
