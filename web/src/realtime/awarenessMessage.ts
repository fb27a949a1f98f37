/** The layout of y-protocols' awareness updates: a count, then for each client id, clock and state as JSON. */
import * as decoding from 'lib0/decoding';

/** The client ids that an awareness update speaks for; null if it is malformed. */
export function awarenessClients(update: Uint8Array): number[] | null {
  const decoder = decoding.createDecoder(update);
  const clients: number[] = [];
  try {
    const count = decoding.readVarUint(decoder);
    for (let i = 0; i < count; i++) {
      clients.push(decoding.readVarUint(decoder));
      decoding.readVarUint(decoder);
      JSON.parse(decoding.readVarString(decoder));
    }
  } catch {
    return null; // Malformed is an answer here: the caller drops the message.
  }
  return clients;
}
