// Four-way call at 320x180: processor time per page; and what one page sends to another on each rung of the adaptation.
import { readdirSync, readFileSync } from 'node:fs';
import { startApp } from '../node/app.mjs';
import { linkedPages, openBrowser } from './harness/browser.mjs';
import { cpuMicroseconds } from './harness/calls.mjs';
import { median, print, round } from './harness/figures.mjs';

const MEASURE_MS = 15_000;
const RUNG_MS = 6000;

const app = await startApp();
const browser = await openBrowser(linkedPages);
const self = process.pid;

/** Every process below this one but the app: the browser's. */
function browserCpu() {
  const parents = new Map();
  for (const pid of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
    try {
      parents.set(Number(pid), Number(readFileSync(`/proc/${pid}/stat`, 'utf8').replace(/^.*\) /, '').split(' ')[1]));
    } catch {
      // Ended meanwhile.
    }
  }
  const isBelow = (pid) => pid !== undefined && pid !== app.pid && (pid === self || isBelow(parents.get(pid)));
  let sum = 0;
  for (const pid of parents.keys()) {
    if (pid === self || !isBelow(pid)) continue;
    try {
      sum += cpuMicroseconds(pid);
    } catch {
      // Ended meanwhile.
    }
  }
  return sum;
}

/** A page of one's own in the room of `link`, or in a new one. */
async function enter(name, link, camera) {
  const context = await browser.newContext({ baseURL: app.url, viewport: { width: 1440, height: 900 }, permissions: ['clipboard-read', 'clipboard-write'] });
  await context.addInitScript((size) => {
    window.connections = [];
    window.RTCPeerConnection = class extends RTCPeerConnection {
      constructor(...config) {
        super(...config);
        window.connections.push(this);
      }
    };
    const ask = MediaDevices.prototype.getUserMedia;
    MediaDevices.prototype.getUserMedia = function (wish) {
      return ask.call(this, wish.video ? { ...wish, video: { ...wish.video, ...size } } : wish);
    };
  }, camera);
  const page = await context.newPage();
  await page.goto(link ?? '/');
  await page.getByLabel('Your name').fill(name);
  await page.getByRole('button', { name: link === null ? 'Start a room' : 'Join the room' }).click();
  await page.locator('.monaco-editor .view-line').first().waitFor({ timeout: 60_000 });
  return { context, page };
}

async function inviteOf(page) {
  await page.getByRole('button', { name: 'for: Partner' }).click();
  await page.waitForFunction(async () => (await navigator.clipboard.readText()).includes('#invite='));
  const link = await page.evaluate(() => navigator.clipboard.readText());
  await page.keyboard.press('Escape');
  return link;
}

async function join(page) {
  await page.getByRole('button', { name: /^Join the call/ }).first().click();
  await page.getByRole('dialog').getByRole('button', { name: 'Join', exact: true }).click();
  await page.getByRole('toolbar', { name: 'Call' }).waitFor();
}

/** Over all connections of a page: bytes and frames, in and out, of each kind. */
const counters = (page) =>
  page.evaluate(async () => {
    const sum = { atMs: performance.now(), soundOut: 0, pictureOut: 0, pictureIn: 0, framesIn: 0, size: '' };
    for (const one of window.connections.filter((each) => each.connectionState === 'connected')) {
      for (const entry of (await one.getStats()).values()) {
        if (entry.type === 'outbound-rtp' && entry.kind === 'audio') sum.soundOut += entry.bytesSent;
        if (entry.type === 'outbound-rtp' && entry.kind === 'video') {
          sum.pictureOut += entry.bytesSent;
          if (entry.active && entry.frameWidth !== undefined) sum.size = `${entry.frameWidth}x${entry.frameHeight}@${Math.round(entry.framesPerSecond ?? 0)}`;
        }
        if (entry.type === 'inbound-rtp' && entry.kind === 'video') {
          sum.pictureIn += entry.bytesReceived;
          sum.framesIn += entry.framesDecoded;
        }
      }
    }
    return sum;
  });

const wait = (ms) => new Promise((done) => setTimeout(done, ms));

async function mesh() {
  const size = { width: 320, height: 180, frameRate: 15 };
  const people = [await enter('Ada', null, size)];
  const link = await inviteOf(people[0].page);
  for (const name of ['Grace', 'Linus', 'Margaret']) people.push(await enter(name, link, size));
  await wait(5000);
  const idle = browserCpu();
  await wait(MEASURE_MS);
  const without = (browserCpu() - idle) / 1000 / MEASURE_MS;
  for (const { page } of people) await join(page);
  await wait(8000);
  const [cpu, before] = [browserCpu(), await Promise.all(people.map(({ page }) => counters(page)))];
  await wait(MEASURE_MS);
  const [cpuAfter, after] = [browserCpu(), await Promise.all(people.map(({ page }) => counters(page)))];
  const per = (name) => median(after.map((now, index) => (now[name] - before[index][name]) / ((now.atMs - before[index].atMs) / 1000) / 3));
  print({
    bench: 'mesh', what: '4 people, 320x180@15', coresPerPage: round((cpuAfter - cpu) / 1000 / MEASURE_MS / 4), coresPerPageWithoutCall: round(without / 4),
    kbpsPerPicture: round((per('pictureIn') * 8) / 1000, 0), kbpsPerVoice: round((per('soundOut') * 8) / 1000, 0), decodedFps: round(per('framesIn'), 1),
  });
  for (const { context } of people) await context.close();
}

async function rungs() {
  const ada = await enter('Ada', null, {});
  const grace = await enter('Grace', await inviteOf(ada.page), {});
  await ada.page.evaluate(() => {
    const ask = RTCPeerConnection.prototype.getStats;
    RTCPeerConnection.prototype.getStats = async function (...of) {
      const report = new Map(await ask.apply(this, of));
      if (window.badly) for (const [id, entry] of report) if (entry.type === 'remote-inbound-rtp') report.set(id, { ...entry, fractionLost: 0.3 });
      return report;
    };
  });
  await join(ada.page);
  await join(grace.page);
  await wait(10_000); // The browser's own guess of the network grows.
  const limits = () =>
    ada.page.evaluate(() => JSON.stringify(window.connections.flatMap((one) => one.getSenders().map((sender) => sender.getParameters().encodings[0] ?? null))));
  for (let rung = 0; ; rung++) {
    await wait(1500);
    const before = await counters(ada.page);
    await wait(RUNG_MS);
    const after = await counters(ada.page);
    const kbps = (name) => round(((after[name] - before[name]) * 8) / (after.atMs - before.atMs), 0);
    const picture = kbps('pictureOut');
    print({ bench: 'mesh', rung, picture: picture > 1 ? after.size : 'off', pictureKbps: picture, voiceKbps: kbps('soundOut') });
    if (rung === 5) break;
    const now = await limits();
    await ada.page.evaluate(() => (window.badly = true));
    while ((await limits()) === now) await wait(100);
    await ada.page.evaluate(() => (window.badly = false));
  }
  await ada.context.close();
  await grace.context.close();
}

try {
  await mesh();
  await rungs();
} finally {
  await browser.close();
  await app.stop();
}
