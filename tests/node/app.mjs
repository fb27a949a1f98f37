// The real app as a process of its own, for benchmarks and the fuzz: a free loopback port, and a data folder that goes with it.
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const startsWithinMs = 30_000;
/** What the app said last is enough to see why something failed. */
const keptLines = 2_000;

/**
 * Starts the app of `CODEMEET_APP`, else the newest build of this repository, with the pages of `CODEMEET_WEB` if that is set.
 * @param {Record<string, string | number>} settings configuration by name, as in `{ 'RateLimits:SeatPerSecond': 100 }`
 */
export async function startApp(settings = {}) {
  const data = mkdtempSync(join(tmpdir(), 'codemeet-'));
  const web = process.env.CODEMEET_WEB ? ['--webroot', process.env.CODEMEET_WEB] : [];
  const options = Object.entries(settings).flatMap(([key, value]) => [`--${key}`, String(value)]);
  const app = spawn(binary(), ['--urls', 'http://127.0.0.1:0', ...web, '--Data:Directory', data, ...options], { stdio: ['ignore', 'pipe', 'inherit'] });
  const exited = new Promise((resolve) => app.once('exit', resolve));
  /** @type {string[]} */
  const lines = [];
  const stop = async () => {
    app.kill();
    await exited;
    rmSync(data, { recursive: true, force: true });
  };

  /** @type {Promise<string>} */
  const ready = new Promise((resolve, reject) => {
    const say = (/** @type {string} */ what) => reject(new Error(`The app ${what}:\n${lines.join('\n')}`));
    const giveUp = setTimeout(() => say('did not start in time'), startsWithinMs);
    app.once('error', reject);
    app.once('exit', (code, signal) => {
      lines.push(`The app ended: ${code ?? signal}.`);
      clearTimeout(giveUp);
      say(`ended with ${code ?? signal}`);
    });
    // Reads to the end of the app, or a full pipe would stop it.
    createInterface({ input: app.stdout }).on('line', (line) => {
      lines.push(line);
      if (lines.length > 2 * keptLines) lines.splice(0, keptLines);
      const url = /CodeMeet is ready on (http:\S+)/.exec(line)?.[1];
      if (url === undefined) return;
      clearTimeout(giveUp);
      resolve(url);
    });
  });
  try {
    return { url: await ready, pid: app.pid, data, /** The last lines the app wrote. */ log: () => lines.slice(-keptLines), stop };
  } catch (error) {
    if (app.pid !== undefined) await stop();
    throw error;
  }
}

function binary() {
  if (process.env.CODEMEET_APP) return process.env.CODEMEET_APP;
  const builds = fileURLToPath(new URL('../../artifacts/bin/CodeMeet/', import.meta.url));
  const built = ['release', 'debug'].map((build) => join(builds, build, 'codemeet')).find((file) => existsSync(file));
  if (built === undefined) throw new Error('There is no build of the app: run `dotnet build functions` first.');
  return built;
}
