// The real app as a process of its own, on a free loopback port and a data folder that goes with it.
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

export async function startApp(settings = {}) {
  const data = mkdtempSync(join(tmpdir(), 'codemeet-bench-'));
  const app = spawn(process.env.CODEMEET_APP, ['--urls', 'http://127.0.0.1:0', '--webroot', process.env.CODEMEET_WEB, '--Data:Directory', data,
    ...Object.entries(settings).flatMap(([key, value]) => [`--${key}`, String(value)])], { stdio: ['ignore', 'pipe', 'inherit'] });
  const url = await new Promise((resolve, reject) => {
    createInterface({ input: app.stdout }).on('line', (line) => {
      const ready = line.match(/CodeMeet is ready on (http:\S+)/);
      if (ready) resolve(ready[1]);
    });
    app.on('exit', (code) => reject(new Error(`The app ended with ${code}.`)));
  });
  return {
    url,
    pid: app.pid,
    data,
    async stop() {
      const gone = new Promise((resolve) => app.once('exit', resolve));
      app.kill();
      await gone;
      rmSync(data, { recursive: true, force: true });
    },
  };
}

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
