import { ByteReader } from './ByteReader.ts';

/** The clock of an update's first struct; null if it only deletes. Expects structs of one client, as pages make them. */
export function updateStart(update: Uint8Array): number | null {
  const reader = new ByteReader(update);
  if (reader.uint() === 0) return null;
  reader.uint(); // how many structs
  reader.uint(); // of whom
  return reader.uint();
}
