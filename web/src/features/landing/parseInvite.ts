export interface RoomAddress {
  roomId: string;
  /** Null for a link without its secret. */
  invite: string | null;
}

/**
 * Finds a room in what a person pasted: a whole link, one without its scheme, or one inside a sentence.
 * Only the path and the fragment count; the page never goes to another host.
 */
export function parseInvite(pasted: string): RoomAddress | null {
  const found = /\/r\/([\w-]{1,64})(?:[?][^\s#]*)?(?:#invite=([\w-]+))?/.exec(pasted);
  if (found?.[1] === undefined) return null;
  return { roomId: found[1], invite: found[2] ?? null };
}

export function roomPath({ roomId, invite }: RoomAddress): string {
  return `/r/${roomId}${invite === null ? '' : `#invite=${invite}`}`;
}
