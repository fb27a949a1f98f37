import type { SeatStorage } from './environment.ts';
import type { Participant } from './protocol.ts';

/** A place in a room that this browser can return to. */
export interface StoredSeat {
  roomId: string;
  token: string;
  participant: Participant;
}

const keyOf = (roomId: string) => `codemeet.seat.${roomId}`;

export function readSeat(storage: SeatStorage, roomId: string): StoredSeat | null {
  const text = storage.getItem(keyOf(roomId));
  if (text === null) return null;
  try {
    return JSON.parse(text) as StoredSeat;
  } catch (error) {
    console.warn('CodeMeet: a stored seat is unreadable and was dropped.', error);
    storage.removeItem(keyOf(roomId));
    return null;
  }
}

export function keepSeat(storage: SeatStorage, seat: StoredSeat): void {
  storage.setItem(keyOf(seat.roomId), JSON.stringify(seat));
}

export function forgetSeat(storage: SeatStorage, roomId: string): void {
  storage.removeItem(keyOf(roomId));
}
