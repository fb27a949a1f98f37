import { expect, test } from 'vitest';
import type { Participant } from '../../realtime/protocol.ts';
import { hasHostPowers, isTrusted, mayWrite } from './roles.ts';

const person = (role: Participant['role'], online = true): Participant => ({
  id: role,
  name: role,
  role,
  status: online ? 'seated' : 'held',
  colour: '#000000',
  clientId: 1,
  online,
  joinedAt: '2026-01-01T00:00:00Z',
});

test('R5: an interviewer leads only while the host is away', () => {
  const interviewer = person('interviewer');
  expect(hasHostPowers(interviewer, [person('host'), interviewer])).toBe(false);
  expect(hasHostPowers(interviewer, [person('host', false), interviewer])).toBe(true);
  expect(hasHostPowers(interviewer, [interviewer])).toBe(true);
});

test('candidates and observers never lead', () => {
  for (const role of ['candidate', 'observer'] as const) {
    expect(hasHostPowers(person(role), [])).toBe(false);
    expect(isTrusted(person(role))).toBe(false);
  }
});

test('C4: only observers may not write', () => {
  expect(mayWrite(person('observer'))).toBe(false);
  expect(mayWrite(person('candidate'))).toBe(true);
});
