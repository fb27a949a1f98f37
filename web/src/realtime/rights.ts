/** What a role may do with a document, as the server has it (functions/Rooms/RoleRights.cs). */
import type { DocumentName, Role } from './protocol.ts';

/** Holds the interview. */
export function isTrusted(role: Role): boolean {
  return role === 'host' || role === 'interviewer';
}

export function mayRead(role: Role, doc: DocumentName): boolean {
  return doc !== 'notes' || isTrusted(role);
}

export function mayWrite(role: Role, doc: DocumentName): boolean {
  return mayRead(role, doc) && role !== 'observer';
}
