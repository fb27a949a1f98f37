import { expect, test } from 'vitest';
import { doorState, retryDelayMs, type DoorState } from './doorStates.ts';

test.each<[string | null, boolean, DoorState]>([
  [null, true, 'ask'],
  [null, false, 'closed'],
  ['ROOM_FULL', true, 'retry'],
  ['ROOM_FULL', false, 'retry'],
  ['LOBBY_FULL', true, 'retry'],
  ['NO_ANSWER', true, 'retry'],
  ['INTERNAL', true, 'retry'],
  ['HTTP_502', true, 'retry'],
  ['ROOM_LOCKED', true, 'ask'],
  ['ROOM_LOCKED', false, 'ask'],
  ['TOKEN_EXPIRED', true, 'ask'],
  ['TOKEN_EXPIRED', false, 'closed'],
  ['INVALID_NAME', true, 'ask'],
  ['ROOM_ENDED', true, 'closed'],
  ['ROOM_NOT_FOUND', true, 'closed'],
  ['INVITE_EXPIRED', true, 'closed'],
  ['INVITE_USED', true, 'closed'],
  ['INVITE_REVOKED', true, 'closed'],
  ['REMOVED', true, 'closed'],
  ['SOMETHING_NEW', true, 'closed'],
])('%s with invitation %s: %s', (code, hasInvite, state) => {
  expect(doorState(code, hasInvite)).toBe(state);
});

test('a retry waits as long as the server says, and never less than a second', () => {
  expect(retryDelayMs(8000, 0)).toBe(8000);
  expect(retryDelayMs(0, 0)).toBe(1000);
  expect(retryDelayMs(undefined, 0)).toBe(5000);
  expect(retryDelayMs(undefined, 0.999)).toBeLessThan(6000);
});
