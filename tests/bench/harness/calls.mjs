// Calls of the app's HTTP interface, and what a process used.
import { readFileSync } from 'node:fs';

/** Processor time of a process so far, all threads, in microseconds. */
export function cpuMicroseconds(pid) {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').replace(/^.*\) /, '').split(' ');
  const ticks = Number(fields[11]) + Number(fields[12]);
  return ticks * 10_000;
}

export async function call(url, method, path, { token, body, headers } = {}) {
  const answer = await fetch(url + path, {
    method,
    headers: { ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...(token ? { authorization: `Bearer ${token}` } : {}), ...headers },
    body: body === undefined ? undefined : JSON.stringify(body),
  });
  const text = await answer.text();
  if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${text}`);
  return text ? JSON.parse(text) : null;
}

export const createRoom = (url, name = 'Ada', language = 'python') => call(url, 'POST', '/api/rooms', { body: { name, kind: 'pair', language } });

export const inviteOf = (room, role = 'candidate') => room.invites.find((invite) => invite.role === role).url.split('#invite=')[1];
