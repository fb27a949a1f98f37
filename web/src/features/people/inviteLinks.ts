import { isRecord, readStored, writeStored } from '../../lib/browserStorage.ts';
import type { Invite } from '../../realtime/protocol.ts';
import type { RoomLink } from '../../realtime/RoomLink.ts';
import type { InvitableRole } from './roles.ts';

/**
 * The server shows an invitation's address once and keeps only its hash, so this browser remembers the ones it made:
 * copying the link again then does not litter the room with new invitations.
 */
const key = (roomId: string) => `codemeet.invites.${roomId}`;

interface Remembered {
  id: string;
  url: string;
  expiresAt: string;
}

function remembered(roomId: string): Partial<Record<string, Remembered>> {
  const stored = readStored(key(roomId));
  if (!isRecord(stored)) return {};
  return Object.fromEntries(
    Object.entries(stored).flatMap(([role, value]) => {
      if (!isRecord(value)) return [];
      const { id, url, expiresAt } = value;
      if (typeof id !== 'string' || typeof url !== 'string' || typeof expiresAt !== 'string') return [];
      return [[role, { id, url, expiresAt }]];
    }),
  );
}

export function rememberInvites(roomId: string, invites: readonly Invite[]): void {
  const links = remembered(roomId);
  for (const { id, role, url, expiresAt } of invites) {
    if (url != null) links[role] = { id, url: absolute(url), expiresAt };
  }
  writeStored(key(roomId), links);
}

/** For after a removal, when the link that the removed person used was withdrawn. */
export function forgetInvites(roomId: string): void {
  writeStored(key(roomId), {});
}

/** Whether an invitation still lets somebody in, as far as its uses go. */
export function hasUsesLeft(invite: Invite): boolean {
  return invite.uses < invite.maxUses;
}

/**
 * The whole address of an invitation for a role: the remembered one, or a new one. `open` are the room's invitations
 * as the server lists them, null while that is not known: what is not among them was withdrawn, perhaps by somebody
 * else. Rejects with a `Problem`.
 */
export async function inviteAddress(
  link: Pick<RoomLink, 'roomId' | 'api'>,
  role: InvitableRole,
  open: readonly Invite[] | null,
): Promise<string> {
  const known = remembered(link.roomId)[role];
  if (known !== undefined && Date.parse(known.expiresAt) > Date.now()) {
    const listed = open?.find(({ id }) => id === known.id);
    if (open === null || (listed !== undefined && hasUsesLeft(listed))) return known.url;
  }
  const invite = await link.api.invite(role);
  rememberInvites(link.roomId, [invite]);
  return absolute(invite.url ?? '');
}

/** The server names its public origin where it knows it; otherwise the page's own is right. */
function absolute(url: string): string {
  return new URL(url, location.origin).href;
}
