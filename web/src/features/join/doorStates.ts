/** What the page before the room does about a refusal: each code belongs to exactly one of these. */
export type DoorState =
  /** The name can be given and the invitation tried (again). */
  | 'ask'
  /** Waits and tries by itself. */
  | 'retry'
  /** Nothing to do here but read, or come with another link. */
  | 'closed';

const retried = ['ROOM_FULL', 'LOBBY_FULL', 'NO_ANSWER', 'STORAGE_UNAVAILABLE', 'ROOM_BUSY', 'RATE_LIMITED'];
const asked = ['INVALID_NAME', 'TOKEN_EXPIRED', 'TOKEN_INVALID', 'TOKEN_MISSING', 'LEFT', 'ROOM_LOCKED'];

/** `code`: of the refusal, null before the first try. */
export function doorState(code: string | null, hasInvite: boolean): DoorState {
  if (code === null) return hasInvite ? 'ask' : 'closed';
  if (retried.includes(code)) return 'retry';
  if (asked.includes(code)) return hasInvite || code === 'ROOM_LOCKED' ? 'ask' : 'closed';
  return code.startsWith('HTTP_5') || code === 'INTERNAL' ? 'retry' : 'closed';
}

/** How long to wait before the next try: what the server said, else `usualMs`, with a little chance so that not all come at once. */
export function retryDelayMs(retryAfterMs: number | undefined, random: number, usualMs = 5000): number {
  return Math.max(1000, retryAfterMs ?? usualMs) * (1 + 0.2 * random);
}
