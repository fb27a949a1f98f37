/** The ways into a room; each ends in a `RoomLink`. */
import { browserEnvironment } from './browserEnvironment.ts';
import { Problem } from './http.ts';
import type { JoinAnswer } from './protocol.ts';
import { joinRoom } from './RoomApi.ts';
import { RoomLink } from './RoomLink.ts';
import { forgetSeat, readSeat, type StoredSeat } from './seats.ts';

export interface EnterRequest {
  roomId: string;
  /** The secret of the link's fragment. Not needed with a stored seat. */
  invite?: string | undefined;
  name?: string | undefined;
  /** Default: that of `storedSeat(roomId)`. */
  storedToken?: string | undefined;
}

/** The seat kept in this browser for a room, if any. */
export function storedSeat(roomId: string, environment = browserEnvironment()): StoredSeat | null {
  return readSeat(environment.seats, roomId);
}

/** Enters a room: by the stored seat if there is one, else by invite and name. Rejects with a `Problem`. */
export async function enterRoom(
  request: EnterRequest,
  environment = browserEnvironment(),
): Promise<RoomLink> {
  const { roomId, invite, name } = request;
  const token = request.storedToken ?? readSeat(environment.seats, roomId)?.token;
  if (token !== undefined) {
    try {
      return linkFrom(await joinRoom(environment.fetch, roomId, { token }), environment);
    } catch (error) {
      // A seat from long ago: whoever holds an invite may still come in as somebody new.
      const isStale = error instanceof Problem && error.status === 401;
      if (isStale) forgetSeat(environment.seats, roomId);
      if (!isStale || invite === undefined) throw error;
    }
  }
  return linkFrom(await joinRoom(environment.fetch, roomId, { invite, name }), environment);
}

/** A link from an answer of create or join that somebody else fetched. */
export function linkFrom(answer: JoinAnswer, environment = browserEnvironment()): RoomLink {
  return new RoomLink(answer, environment);
}
