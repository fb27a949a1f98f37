/** What two pages send each other by way of the server to set up their link. The server reads none of it. */

export type SignalItem =
  { description: { type: RTCSdpType; sdp: string } } | { candidate: RTCIceCandidateInit };

/** One signal: everything the sender knows to be unreceived, so that each that arrives makes up for all that did not. */
export interface SignalMessage {
  /** Which try at a connection this is about; a page that hears of a newer one follows. */
  generation: number;
  /** Number of the first item; they count up from 1 in each generation. */
  first: number;
  items: SignalItem[];
  /** Number of the last item received without a gap. */
  ack: number;
  /** Send again what is unacknowledged: I may have missed it. */
  ask: boolean;
}

/** More than any honest page has on the way. */
const mostItems = 500;

/** The message, or null for what no honest page sends. */
export function parseSignal(data: string): SignalMessage | null {
  let value: unknown;
  try {
    value = JSON.parse(data);
  } catch {
    return null; // Whatever it is, it is not ours.
  }
  if (!isObject(value)) return null;
  const { generation, first, items, ack, ask } = value;
  if (!isCount(generation) || !isCount(first) || !isCount(ack) || !Array.isArray(items)) return null;
  if (items.length > mostItems || !items.every(isItem)) return null;
  return { generation, first, items, ack, ask: ask === true };
}

function isItem(value: unknown): value is SignalItem {
  if (!isObject(value)) return false;
  const { description, candidate } = value;
  if (isObject(description)) {
    return (
      (description.type === 'offer' || description.type === 'answer') && typeof description.sdp === 'string'
    );
  }
  return isObject(candidate) && typeof candidate.candidate === 'string';
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
