// Keystroke to applied in another page, 4 people at 10 keys a second, beside y-websocket and Hocuspocus; then server CPU per key with 100 rooms.
import { startApp } from '../node/app.mjs';
import { cpuMicroseconds } from './harness/calls.mjs';
import { openPage, Y as pagesY } from './harness/pages.mjs';
import { peers } from './harness/peers.mjs';
import { median, print, quantile, round } from './harness/figures.mjs';

const ROUNDS = Number(process.env.BENCH_ROUNDS ?? 3);
const SECONDS = Number(process.env.BENCH_SECONDS ?? 8);
const WARM_SECONDS = 6;
const ROOMS = Number(process.env.BENCH_ROOMS ?? 100);

const codemeet = {
  Y: pagesY,
  // One address carries all rooms here; 400 pages of a load generator are not an attack.
  start: async () => {
    const app = await startApp({ 'RateLimits:SeatPerSecond': 100 });
    return { url: app.url, pid: app.pid, stop: app.stop };
  },
  rooms: new Map(),
  async open(server, name) {
    const { link, room } = await openPage(server.url, codemeet.rooms.get(name) ?? null);
    codemeet.rooms.set(name, room);
    const { doc } = link.document('code');
    return { doc, text: doc.getText('file:main'), close: () => link.dispose() };
  },
};
const servers = { codemeet, ...peers };

/** Four pages of one room; each types a numbered mark at its own pace and notes when the marks of the others arrive. */
function typists(clients, onApplied) {
  const sent = new Map();
  clients.forEach((client, index) => {
    client.text.observe((event, transaction) => {
      if (transaction.local) return;
      const now = performance.now();
      for (const change of event.changes.delta) {
        for (const [mark] of String(change.insert ?? '').matchAll(/<\d+>/g)) {
          const at = sent.get(mark);
          if (at !== undefined) onApplied(now - at, index);
        }
      }
    });
  });
  let count = 0;
  return (client) => {
    const mark = `<${count++}>`;
    sent.set(mark, performance.now());
    client.text.insert(client.text.length, mark);
  };
}

async function type(rooms, seconds, keysPerSecond) {
  const timers = [];
  let keys = 0;
  for (const { clients, press } of rooms) {
    for (const client of clients) {
      const every = 1000 / keysPerSecond;
      timers.push(setTimeout(() => {
        timers.push(setInterval(() => { press(client); keys++; }, every));
      }, Math.random() * every));
    }
  }
  await new Promise((resolve) => setTimeout(resolve, seconds * 1000));
  timers.forEach((timer) => (clearInterval(timer), clearTimeout(timer)));
  return keys;
}

async function converged(rooms) {
  const deadline = Date.now() + 20_000;
  for (const { clients } of rooms) {
    while (new Set(clients.map((client) => client.text.toString())).size > 1) {
      if (Date.now() > deadline) return false;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }
  return true;
}

async function openRoom(kind, server, name, delays) {
  const clients = [await kind.open(server, name)];
  clients.push(...(await Promise.all([1, 2, 3].map(() => kind.open(server, name)))));
  return { clients, press: typists(clients, (ms) => delays.push(ms)) };
}

const latency = Object.fromEntries(Object.keys(servers).map((name) => [name, { p50: [], p95: [], p99: [], lost: 0 }]));
for (let i = 0; i < ROUNDS; i++) {
  for (const [name, kind] of Object.entries(servers)) {
    const server = await kind.start();
    const delays = [];
    const room = await openRoom(kind, server, `room-${i}`, delays);
    // The first second warms both runtimes up and is not counted.
    await type([room], 2, 10);
    await converged([room]);
    delays.length = 0;
    const keys = await type([room], SECONDS, 10);
    const same = await converged([room]);
    latency[name].p50.push(quantile(delays, 0.5));
    latency[name].p95.push(quantile(delays, 0.95));
    latency[name].p99.push(quantile(delays, 0.99));
    latency[name].lost += same ? Math.max(0, keys * 3 - delays.length) : keys;
    for (const client of room.clients) await client.close();
    await server.stop();
  }
}
for (const [name, { p50, p95, p99, lost }] of Object.entries(latency)) {
  print({ bench: 'collab', server: name, p50ms: round(median(p50)), p95ms: round(median(p95)), p99ms: round(median(p99)), lost, durable: name === 'codemeet' });
}
print({ bench: 'collab', ratioP50: round(median(latency.codemeet.p50) / median(latency['y-websocket'].p50)), to: 'y-websocket', aim: 1.5 });

const cpu = {};
for (const [name, kind] of Object.entries(servers)) {
  const server = await kind.start();
  const delays = [];
  const rooms = [];
  for (let i = 0; i < ROOMS; i++) rooms.push(await openRoom(kind, server, `many-${i}`, delays));
  // As heavy as what is counted, for every server: 2 s at half the pace left a tenth of ours to its compiler.
  await type(rooms, WARM_SECONDS, 10);
  const before = cpuMicroseconds(server.pid);
  const keys = await type(rooms, SECONDS, 10);
  const same = await converged(rooms);
  cpu[name] = (cpuMicroseconds(server.pid) - before) / keys;
  print({ bench: 'collab', server: name, rooms: ROOMS, keys, cpuMicrosecondsPerKey: round(cpu[name], 0), converged: same });
  for (const { clients } of rooms) for (const client of clients) await client.close();
  await server.stop();
}
print({ bench: 'collab', ratioCpuPerKey: round(cpu.codemeet / cpu['y-websocket']), to: 'y-websocket', aim: 1.2 });
process.exit(0);
