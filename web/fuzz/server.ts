import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const builds = fileURLToPath(new URL('../../artifacts/bin/CodeMeet/', import.meta.url));
const startsWithinMs = 30_000;

export interface Server {
  url: string;
  stop: () => Promise<void>;
}

/** The server under `CODEMEET_URL`, else the newest build here with a data folder of its own. */
export async function startServer(): Promise<Server> {
  const given = process.env.CODEMEET_URL;
  if (given !== undefined && given !== '')
    return { url: given.replace(/\/$/, ''), stop: () => Promise.resolve() };
  const binary = ['release', 'debug']
    .map((build) => path.join(builds, build, 'codemeet'))
    .find((file) => existsSync(file));
  if (binary === undefined)
    throw new Error('There is no build of the server: run `dotnet build functions` first.');
  const data = await mkdtemp(path.join(tmpdir(), 'codemeet-fuzz-'));
  const child = spawn(binary, ['--urls', 'http://127.0.0.1:0'], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, Data__Directory: data, RateLimits__SeatPerSecond: '100000' },
  });
  const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const stop = async () => {
    child.kill('SIGTERM');
    await exited;
    await rm(data, { recursive: true, force: true });
  };
  const url = await new Promise<string>((resolve, reject) => {
    let output = '';
    const give = setTimeout(() => reject(new Error(`The server did not start:\n${output}`)), startsWithinMs);
    child.once('exit', (code) => reject(new Error(`The server ended with ${String(code)}:\n${output}`)));
    child.stdout.on('data', (chunk: Buffer) => {
      output = (output + chunk.toString()).slice(-10_000);
      const ready = /CodeMeet is ready on (http:\S+)/.exec(output)?.[1];
      if (ready === undefined) return;
      clearTimeout(give);
      resolve(ready);
    });
  }).catch(async (error: unknown) => {
    await stop();
    throw error;
  });
  return { url, stop };
}
