// Many runs, a quarter hostile, then whether an ordinary run is as fast as before and the app as small: the ratio of medians, and what the app's process holds.
// --runs N  in between    --rounds N  ordinary runs measured before and after    --pool off  without pre-started sandboxes
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { startApp } from '../node/app.mjs';
import { call, createRoom } from './harness/calls.mjs';
import { median, print, quantile, round } from './harness/figures.mjs';
import { hello, known, runBare } from './harness/languages.mjs';

const options = Object.fromEntries(process.argv.slice(2).join(' ').split('--').filter(Boolean).map((word) => word.trim().split(/\s+/)));
const runs = Number(options.runs ?? 400);
const rounds = Number(options.rounds ?? 60);
/** Rooms that run at the same time: more than processors, so that places are waited for. */
const ROOMS = 4;
const HOSTILE_MS = 1500;
const ordinary = ['python', 'javascript', 'c', 'bash'];
const over = (status) => !['queued', 'running'].includes(status);

/** The corpus of tests/Execution/attacks as the API takes it; what looks for the tests' own secret finds its placeholder. */
function attacks(available) {
  const root = 'tests/Execution/attacks';
  return readdirSync(root).filter((id) => available.has(id)).flatMap((language) => readdirSync(join(root, language)).map((name) => {
    const text = readFileSync(join(root, language, name), 'utf8');
    const limits = Object.fromEntries([...(/^\W+limits: (.*)$/m.exec(text)?.[1] ?? '').matchAll(/(\w+)=(\d+)/g)].map(([, key, value]) => [key, Number(value)]));
    return {
      language,
      files: [{ path: available.get(language).fileName, text: text.replaceAll('@TCP_PORT@', '1') }],
      limits: { ...limits, wallMs: HOSTILE_MS, compileWallMs: Math.min(limits.compileWallMs ?? 5000, 5000) },
      ...(/^\W+as: terminal$/m.test(text) ? { terminal: { columns: 80, rows: 24 } } : {}),
    };
  }));
}

/** Submit to verdict, as a caller sees it who asks every few milliseconds. */
async function run(url, room, body) {
  const start = performance.now();
  const { run: started } = await call(url, 'POST', `/api/rooms/${room.room.id}/runs`, { token: room.token, body });
  for (;;) {
    const { run: now } = await call(url, 'GET', `/api/rooms/${room.room.id}/runs/${started.id}`, { token: room.token });
    if (over(now.status)) return { ms: performance.now() - start, run: now };
    await pause(4);
  }
}

async function measure(url, room, ids) {
  const seen = [];
  for (let i = 0; i < rounds; i++) {
    const id = ids[i % ids.length];
    const { files, stdout } = hello(id);
    const done = await run(url, room, { language: id, files });
    if (done.run.stdout !== stdout) throw new Error(`${id}: ${done.run.status} ${done.run.stderr}`);
    // The bare command beside it says what the machine itself was like at that moment.
    seen.push({ id, ms: done.ms, bare: runBare(id, files).ms });
    // The pool refills at low priority while nobody waits.
    await pause(150);
  }
  return seen;
}

function held(pid) {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  return {
    residentMiB: round(Number(/RssAnon:\s+(\d+)/.exec(status)[1]) / 1024, 1),
    threads: Number(/Threads:\s+(\d+)/.exec(status)[1]),
    descriptors: readdirSync(`/proc/${pid}/fd`).length,
    mounts: readFileSync(`/proc/${pid}/mountinfo`, 'utf8').split('\n').length - 1,
  };
}

const app = await startApp({ 'RateLimits:RunsPerMinute': 1_000_000, 'RateLimits:SeatPerSecond': 1_000_000, ...(options.pool === 'off' ? { 'Execution:Pool': 'off' } : {}) });
try {
  const { languages } = await call(app.url, 'GET', '/api/languages');
  const available = new Map(languages.filter((one) => one.available).map((one) => [one.id, one]));
  const ids = ordinary.filter((id) => available.has(id) && known().includes(id));
  const hostile = attacks(available);
  const rooms = await Promise.all(Array.from({ length: ROOMS + 1 }, () => createRoom(app.url)));
  const quiet = rooms.pop();

  await measure(app.url, quiet, ids);
  const before = await measure(app.url, quiet, ids);
  const heldBefore = held(app.pid);
  const verdicts = {};
  let next = 0;
  let heldMiddle;
  const start = performance.now();
  await Promise.all(rooms.map(async (room) => {
    while (next < runs) {
      const i = next++;
      if (i === Math.floor(runs / 2)) heldMiddle = held(app.pid);
      const id = ids[i % ids.length];
      const body = i % 4 === 3 ? hostile[Math.floor(i / 4) % hostile.length] : { language: id, files: hello(id).files };
      const done = await run(app.url, room, body);
      verdicts[done.run.status] = (verdicts[done.run.status] ?? 0) + 1;
      if (i % 4 !== 3 && done.run.status !== 'ok') throw new Error(`${id}: ${done.run.status}`);
    }
  }));
  const seconds = (performance.now() - start) / 1000;
  const after = await measure(app.url, quiet, ids);
  for (const id of ids) {
    const of = (seen) => seen.filter((one) => one.id === id).map((one) => one.ms);
    const bare = (seen) => seen.filter((one) => one.id === id).map((one) => one.bare);
    print({
      bench: 'soak', what: 'ordinary run', language: id, beforeMs: round(median(of(before)), 1), afterMs: round(median(of(after)), 1), ratio: round(median(of(after)) / median(of(before))),
      bareBeforeMs: round(median(bare(before)), 1), bareAfterMs: round(median(bare(after)), 1),
    });
  }
  // Over all rounds, each as a part of its language's median before: languages differ more than what is looked for.
  const normal = Object.fromEntries(ids.map((id) => [id, median(before.filter((one) => one.id === id).map((one) => one.ms))]));
  const relative = (seen) => seen.map((one) => one.ms / normal[one.id]);
  const bareRelative = (seen) => median(seen.map((one) => one.bare / normal[one.id]));
  const measured = median(relative(after)) / median(relative(before));
  const machine = bareRelative(after) / bareRelative(before);
  // A machine that others use is slower or faster by then, for the bare command too.
  const ratio = measured / machine;
  print({ bench: 'soak', what: 'after so many runs', runs, hostile: Math.floor(runs / 4), programs: hostile.length, seconds: round(seconds), verdicts, held: { before: heldBefore, middle: heldMiddle, after: held(app.pid) } });
  print({ bench: 'soak', what: 'as fast as before', ratio: round(ratio), measured: round(measured), machine: round(machine), p90ratio: round(quantile(relative(after), 0.9) / quantile(relative(before), 0.9)), n: rounds, aim: 1.1, met: ratio <= 1.1 });
} finally {
  await app.stop();
}
