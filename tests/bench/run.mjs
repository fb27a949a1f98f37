// Runs of every installed language: submit to verdict beside the bare command and a minimal bwrap, first byte at a second page, runs a second with two at once.
// --languages a,b  only these    --rounds N  per language    --pool off  without pre-started sandboxes    --only verdict|first|throughput
import { spawn } from 'node:child_process';
import { setTimeout as pause } from 'node:timers/promises';
import { HubConnectionBuilder, LogLevel } from '@microsoft/signalr';
import { startApp } from '../node/app.mjs';
import { call, createRoom, inviteOf } from './harness/calls.mjs';
import { median, print, quantile, round } from './harness/figures.mjs';
import { clock, hello, inBwrap, known, runBare } from './harness/languages.mjs';

const options = Object.fromEntries(process.argv.slice(2).join(' ').split('--').filter(Boolean).map((word) => word.trim().split(/\s+/)));
const rounds = Number(options.rounds ?? 7);
const pooled = options.pool !== 'off';
const THROUGHPUT_SECONDS = 15;

/** Aims of submit to verdict: at most so many milliseconds more than the bare command, or at most this part of its time. */
const aims = pooled
  ? { bash: { overheadMs: 20 }, python: { overheadMs: 20 }, javascript: { overheadMs: 20 }, java: { ratio: 0.15 }, csharp: { ratio: 0.15 }, typescript: { ratio: 0.2 }, cpp: { ratio: 0.4 }, c: { ratio: 1.2 } }
  : {};

/** A page at the hub: hears runs and output of its room. */
async function openPage(url, room) {
  const hub = new HubConnectionBuilder().withUrl(`${url}/api/hub`, { accessTokenFactory: () => room.token }).configureLogging(LogLevel.Error).build();
  const page = { room, heard: () => {}, stop: () => hub.stop() };
  hub.on('output', (event) => page.heard('output', event));
  hub.on('run', (event) => page.heard('run', event.run));
  for (const other of ['participants', 'room', 'timeline', 'chat', 'update', 'awareness', 'case']) hub.on(other, () => {});
  await hub.start();
  return page;
}

const submit = (url, room, language, files, more) => call(url, 'POST', `/api/rooms/${room.room.id}/runs`, { token: room.token, body: { language, files, ...more } });

/** Milliseconds from submit until the page heard the verdict, and until its first output; rejects when that is not ok. */
function run(url, page, language, files, stdout) {
  return new Promise((resolve, reject) => {
    const start = performance.now();
    let first;
    page.heard = (what, event) => {
      if (what === 'output' && event.stream === 'stdout') first ??= performance.now() - start;
      if (what !== 'run' || ['queued', 'running'].includes(event.status)) return;
      if (event.status === 'ok' && (stdout === undefined || event.stdout === stdout)) resolve({ verdict: performance.now() - start, first: first ?? performance.now() - start, run: event });
      else reject(new Error(`${language}: ${event.status} ${event.compile?.output ?? ''}${event.stdout}${event.stderr}`));
    };
    submit(url, page.room, language, files).catch(reject);
  });
}

function runsBare(id) {
  try {
    return runBare(id, hello(id).files).stdout === hello(id).stdout;
  } catch {
    return false;
  }
}

async function verdicts(url, ids) {
  for (const id of ids) {
    const page = await openPage(url, await createRoom(url));
    const { files, stdout } = hello(id);
    const seen = { bare: [], bwrap: [], first: [], verdict: [] };
    let fault;
    await run(url, page, id, files, stdout);
    for (let i = 0; i < rounds; i++) {
      try {
        for (const [name, wrap] of [['bare', undefined], ['bwrap', inBwrap]]) seen[name].push(runBare(id, files, wrap).ms);
      } catch (error) {
        fault = error.message;
      }
      // The pool refills at low priority while nobody waits.
      await pause(pooled ? 700 : 100);
      const { first, verdict } = await run(url, page, id, files, stdout);
      seen.first.push(first);
      seen.verdict.push(verdict);
    }
    await page.stop();
    const line = Object.fromEntries(Object.entries(seen).filter(([, values]) => values.length).map(([name, values]) => [name + 'Ms', round(median(values), 1)]));
    const aim = aims[id] ?? { overheadMs: 40 };
    const figures = fault ? { fault } : { overheadMs: round(line.verdictMs - line.bareMs, 1), ratio: round(line.verdictMs / line.bareMs), overBwrap: round(line.verdictMs / line.bwrapMs) };
    const met = fault ? {} : { met: aim.ratio ? figures.ratio <= aim.ratio : figures.overheadMs <= aim.overheadMs };
    print({ bench: 'run', what: 'verdict', pool: pooled, language: id, ...line, ...figures, aim, ...met });
  }
}

/** From the clock that a program in a terminal prints, and prints again when somebody has typed a line, to its arrival at the page of somebody who did not start it. */
async function firstBytes(url, ids) {
  for (const id of ids) {
    const room = await createRoom(url);
    const other = await call(url, 'POST', `/api/rooms/${room.room.id}/join`, { body: { name: 'Grace', invite: inviteOf(room) } });
    const page = await openPage(url, other);
    const late = [];
    for (let i = 0; i < rounds; i++) await stamped(url, room, page, id, late);
    await page.stop();
    print({ bench: 'run', what: 'write to second page', language: id, p50ms: round(median(late)), p95ms: round(quantile(late, 0.95)), maxMs: Math.max(...late), n: late.length, aimMs: 150, met: Math.max(...late) <= 150 });
  }
}

function stamped(url, room, page, id, late) {
  return new Promise((resolve, reject) => {
    let stamps = 0;
    page.heard = (what, event) => {
      const now = Date.now();
      if (what === 'output' && event.stream === 'stdout') {
        for (const stamp of event.text.match(/\d{13}/g) ?? []) {
          late.push(now - Number(stamp));
          if (++stamps === 1) call(url, 'POST', `/api/rooms/${room.room.id}/runs/${event.runId}/input`, { token: room.token, body: { text: 'go on\n', end: true } }).catch(reject);
        }
      }
      if (what === 'run' && !['queued', 'running'].includes(event.status)) event.status === 'ok' && stamps === 2 ? resolve() : reject(new Error(`${id}: ${JSON.stringify(event)}`));
    };
    submit(url, room, id, clock(id), { terminal: { columns: 80, rows: 24 } }).catch(reject);
  });
}

/** Two rooms, each with one run after the other, through all languages; beside two loops that fork and execute the same commands. */
async function throughput(url, all) {
  const ids = all.filter(runsBare);
  const until = performance.now() + THROUGHPUT_SECONDS * 1000;
  const counts = await Promise.all([0, 1].map(async (offset) => {
    const page = await openPage(url, await createRoom(url));
    let count = 0;
    for (let i = offset; performance.now() < until; i++, count++) {
      const id = ids[i % ids.length];
      const { files, stdout } = hello(id);
      await run(url, page, id, files, stdout);
    }
    await page.stop();
    return count;
  }));
  const bare = await Promise.all([0, 1].map((offset) => new Promise((resolve, reject) => {
    const loop = spawn(process.execPath, [new URL('./harness/bareLoop.mjs', import.meta.url).pathname, String(offset), String(THROUGHPUT_SECONDS), ids.join(',')], { stdio: ['ignore', 'pipe', 'inherit'] });
    let out = '';
    loop.stdout.on('data', (data) => (out += data));
    loop.on('exit', (code) => (code === 0 ? resolve(Number(out)) : reject(new Error(`The bare loop ended with ${code}.`))));
  })));
  const [ours, theirs] = [counts, bare].map((pair) => (pair[0] + pair[1]) / THROUGHPUT_SECONDS);
  print({ bench: 'run', what: 'two at once', pool: pooled, languages: ids.join(' '), runsPerSecond: round(ours), barePerSecond: round(theirs), ratio: round(ours / theirs), aim: 0.8, met: ours / theirs >= 0.8 });
}

const app = await startApp({ 'RateLimits:RunsPerMinute': 1_000_000, ...(pooled ? {} : { 'Execution:Pool': 'off' }) });
try {
  const { languages } = await call(app.url, 'GET', '/api/languages');
  const wanted = options.languages?.split(',');
  const ids = known().filter((id) => languages.find((one) => one.id === id)?.available && (!wanted || wanted.includes(id)));
  const does = (what) => !options.only || options.only === what;
  if (does('verdict')) await verdicts(app.url, ids);
  if (does('first')) await firstBytes(app.url, ids);
  if (does('throughput')) await throughput(app.url, ids);
} finally {
  await app.stop();
}
