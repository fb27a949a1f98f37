import { beforeEach, expect, test, vi } from 'vitest';
import type { Invite } from '../../realtime/protocol.ts';
import { RoomApi } from '../../realtime/RoomApi.ts';
import { inviteAddress, rememberInvites } from './inviteLinks.ts';

const old: Invite = {
  id: 'i1',
  role: 'candidate',
  url: 'http://here/r/room1#invite=OLD',
  expiresAt: new Date(Date.now() + 3_600_000).toISOString(),
  maxUses: 4,
  uses: 0,
};
const fresh: Invite = { ...old, id: 'i2', url: 'http://here/r/room1#invite=NEW' };

const call = vi.fn(() => Promise.resolve(Response.json({ invite: fresh })));
const link = { roomId: 'room1', api: new RoomApi(call) };

beforeEach(() => {
  localStorage.clear();
  call.mockClear();
  rememberInvites('room1', [old]);
});

test('a remembered link is copied again while the room still lists it, and no new one is made', async () => {
  expect(await inviteAddress(link, 'candidate', [old])).toBe(old.url);
  expect(await inviteAddress(link, 'candidate', null)).toBe(old.url);
  expect(call).not.toHaveBeenCalled();
});

test.each([
  ['withdrawn by somebody else', [] as Invite[]],
  ['used up', [{ ...old, uses: 4 }]],
])('a remembered link that was %s is replaced by a new one', async (_, open) => {
  expect(await inviteAddress(link, 'candidate', open)).toBe(fresh.url);
  // And the new one is the remembered one now.
  expect(await inviteAddress(link, 'candidate', [fresh])).toBe(fresh.url);
  expect(call).toHaveBeenCalledOnce();
});
