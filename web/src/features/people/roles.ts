import type { Participant, Role, RoomKind } from '../../realtime/protocol.ts';
import * as rights from '../../realtime/rights.ts';

/** A pair room has no candidate; the role with the same rights is a partner there. */
export function roleName(role: Role, kind: RoomKind): string {
  switch (role) {
    case 'host':
      return 'Host';
    case 'interviewer':
      return kind === 'pair' ? 'Co-host' : 'Interviewer';
    case 'candidate':
      return kind === 'pair' ? 'Partner' : 'Candidate';
    case 'observer':
      return 'Observer';
    default:
      return role satisfies never;
  }
}

/** Roles that a link can give, the most usual first. */
export const invitableRoles = ['candidate', 'interviewer', 'observer'] as const satisfies readonly Role[];
export type InvitableRole = (typeof invitableRoles)[number];

export function roleExplanation(role: InvitableRole, kind: RoomKind): string {
  switch (role) {
    case 'candidate':
      return kind === 'pair'
        ? 'Writes, runs and chats.'
        : 'Writes, runs and chats. Waits in the lobby until you let them in.';
    case 'interviewer':
      return kind === 'pair'
        ? 'The same, and may invite, remove, and lead while you are away.'
        : 'Also sees the interviewers’ chat, and leads while you are away.';
    case 'observer':
      return 'Reads and chats, changes nothing. Takes a seat too.';
    default:
      return role satisfies never;
  }
}

/** May invite, remove people and write to the other interviewers. */
export function isTrusted(me: Participant): boolean {
  return rights.isTrusted(me.role);
}

/** May lock, pause, admit and end: the host, or any interviewer while no host is online. */
export function hasHostPowers(me: Participant, participants: readonly Participant[]): boolean {
  if (me.role === 'host') return true;
  if (me.role !== 'interviewer') return false;
  return !participants.some((other) => other.role === 'host' && other.online && other.status === 'seated');
}

export function mayWrite(me: Participant): boolean {
  return rights.mayWrite(me.role, 'code');
}
