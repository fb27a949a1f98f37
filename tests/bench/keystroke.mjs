// Keystroke in one browser page to the text in another page's Monaco: direct, over a bare data channel (the least it can take), through our server, and y-websocket; also 40 ms from the server.
import { connect, createServer } from 'node:net';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { startApp } from '../node/app.mjs';
import { linkedPages, openBrowser } from './harness/browser.mjs';
import { median, print, quantile, round } from './harness/figures.mjs';
import { peers } from './harness/peers.mjs';

const ROUNDS = Number(process.env.BENCH_ROUNDS ?? 3);
const KEYS = Number(process.env.BENCH_KEYS ?? 150);
const DELAYS = [0, 40];
const WARM = 20;

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const built = mkdtempSync(join(tmpdir(), 'keystroke-'));
const { build } = await import(pathToFileURL(here('../../web/node_modules/vite/dist/node/index.js')).href);
await build({
  configFile: false,
  root: here('keystroke'),
  logLevel: 'error',
  // Two copies of yjs do not know each other's types.
  resolve: { dedupe: ['yjs', 'lib0', 'y-protocols'] },
  build: { outDir: built, target: 'es2023', minify: false, emptyOutDir: true },
});

/** Whatever goes through takes `ms` longer each way. */
async function delayed(url, ms) {
  if (ms === 0) return { url, stop: () => {} };
  const to = Number(new URL(url).port);
  const sockets = new Set();
  const later = (from, into) => {
    from.on('data', (data) => setTimeout(() => into.destroyed || into.write(data), ms));
    from.on('close', () => setTimeout(() => into.destroy(), ms));
    from.on('error', () => into.destroy());
  };
  const server = createServer({ noDelay: true }, (near) => {
    const far = connect({ port: to, host: '127.0.0.1', noDelay: true });
    sockets.add(near).add(far);
    later(near, far);
    later(far, near);
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { url: url.replace(`:${to}`, `:${server.address().port}`), stop: () => (sockets.forEach((socket) => socket.destroy()), server.close()) };
}

async function until(page, what) {
  await page.waitForFunction(what, null, { timeout: 60_000, polling: 100 });
}

/** Milliseconds of every key of one round. */
async function typed(browser, addresses) {
  const pages = [];
  for (const address of addresses) {
    const context = await browser.newContext({ bypassCSP: true });
    const page = await context.newPage();
    page.on('pageerror', (error) => console.error(String(error)));
    await page.goto(address);
    await until(page, () => typeof bench !== 'undefined');
    pages.push(page);
  }
  const [writer, reader] = pages;
  if (await writer.evaluate(() => bench.offer !== null)) {
    const offer = await writer.evaluate(async () => (await bench.offer()).toJSON());
    const answer = await reader.evaluate(async (offer) => (await bench.answer(offer)).toJSON(), offer);
    await writer.evaluate((answer) => bench.accept(answer), answer);
  }
  for (const page of pages) await until(page, () => bench.isReady());
  await writer.bringToFront();
  await writer.evaluate(() => bench.focus());
  for (let i = 0; i < KEYS + WARM; i++) {
    await writer.keyboard.press('a');
    await new Promise((resolve) => setTimeout(resolve, 60 + Math.random() * 60));
  }
  await new Promise((resolve) => setTimeout(resolve, 1000));
  const pressed = await writer.evaluate(() => bench.pressed);
  const arrived = await reader.evaluate(() => bench.arrivals);
  for (const page of pages) await page.context().close();
  const delays = pressed.slice(WARM).map((at, i) => arrived[i + WARM] - at).filter((ms) => ms > 0);
  return { delays, lost: Math.max(0, pressed.length - arrived.length) };
}

const app = await startApp({ 'RateLimits:SeatPerSecond': 100, webroot: built });
const websocket = await peers['y-websocket'].start();
const browser = await openBrowser(linkedPages);

async function newRoom() {
  const made = await (await fetch(`${app.url}/api/rooms`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ title: 'Bench', kind: 'pair', language: 'python', name: 'Host' }),
  })).json();
  await fetch(`${app.url}/api/rooms/${made.room.id}/leave`, { method: 'POST', headers: { authorization: `Bearer ${made.token}` } });
  return { room: made.room.id, invite: made.invites.find(({ role }) => role === 'interviewer').url.split('#invite=')[1] };
}

try {
  for (const delayMs of DELAYS) {
    const ours = await delayed(app.url, delayMs);
    const theirs = await delayed(websocket.url, delayMs);
    const figures = {};
    for (let i = 0; i < ROUNDS; i++) {
      for (const way of ['direct', 'bare', 'relayed', 'y-websocket']) {
        const query = way === 'y-websocket' ? new URLSearchParams({ way, server: theirs.url }) : way === 'bare' ? new URLSearchParams({ way }) : new URLSearchParams({ way, ...(await newRoom()) });
        const address = `${ours.url}/?${query}`;
        const { delays, lost } = await typed(browser, [address, address]);
        const of = (figures[way] ??= { p50: [], p95: [], p99: [], lost: 0 });
        for (const [name, q] of [['p50', 0.5], ['p95', 0.95], ['p99', 0.99]]) of[name].push(quantile(delays, q));
        of.lost += lost;
      }
    }
    for (const [way, { p50, p95, p99, lost }] of Object.entries(figures)) {
      print({ bench: 'keystroke', way, addedOneWayMs: delayMs, p50ms: round(median(p50)), p95ms: round(median(p95)), p99ms: round(median(p99)), lost });
    }
    const ratio = (of, to) => round(median(figures[of].p50) / median(figures[to].p50));
    print({ bench: 'keystroke', addedOneWayMs: delayMs, ratioP50: ratio('direct', 'y-websocket'), of: 'direct', to: 'y-websocket', aim: delayMs === 0 ? 0.6 : 0.5 });
    print({ bench: 'keystroke', addedOneWayMs: delayMs, ratioP50: ratio('bare', 'y-websocket'), of: 'bare', to: 'y-websocket' });
    ours.stop();
    theirs.stop();
  }
} finally {
  await browser.close();
  await websocket.stop();
  await app.stop();
  rmSync(built, { recursive: true, force: true });
}
process.exit(0);
