// A newcomer's time to the whole text of a document that was typed key by key, beside y-websocket.
import { startApp } from '../node/app.mjs';
import { openPage } from './harness/pages.mjs';
import { peers } from './harness/peers.mjs';
import { median, print, round } from './harness/figures.mjs';

const SIZES = (process.env.BENCH_EDITS ?? '10000,100000').split(',').map(Number);
const ROUNDS = 7;

/** Types runs of words at places that move about, one character an edit. */
async function write(text, edits, pause) {
  let at = text.length;
  for (let i = 0; i < edits; i++) {
    if (i % 40 === 0) at = Math.floor(Math.random() * (text.length + 1));
    text.insert(at++, String.fromCharCode(97 + (i % 26)));
    if (i % 500 === 499) await pause();
  }
}

const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
const settle = () => sleep(5);

for (const edits of SIZES) {
  const app = await startApp({ 'RateLimits:SeatPerSecond': 1000 });
  const author = await openPage(app.url, null);
  const document = author.link.document('code');
  await write(document.doc.getText('file:main'), edits, async () => {
    while (document.status.getSnapshot().waiting > 2000) await sleep(20);
  });
  while (document.status.getSnapshot().waiting > 0) await sleep(20);
  const length = document.doc.getText('file:main').length;

  const peer = peers['y-websocket'];
  const server = await peer.start();
  const writer = await peer.open(server, 'late');
  await write(writer.text, edits, settle);
  await sleep(1000);

  const ours = [];
  const theirs = [];
  for (let i = 0; i < ROUNDS; i++) {
    let start = performance.now();
    const late = await openPage(app.url, author.room);
    if (late.link.document('code').doc.getText('file:main').length !== length) throw new Error('The newcomer has another text.');
    ours.push(performance.now() - start);
    await late.link.leave?.();
    await late.link.dispose();

    start = performance.now();
    const other = await peer.open(server, 'late');
    while (other.text.length < edits) await sleep(1);
    theirs.push(performance.now() - start);
    other.close();
  }
  print({ bench: 'latejoin', edits, codemeetMs: round(median(ours), 1), yWebsocketMs: round(median(theirs), 1), ratio: round(median(ours) / median(theirs)), aim: 1.5,
    note: 'ours includes joining a seat and its token; theirs only the document' });
  writer.close();
  await author.link.dispose();
  await server.stop();
  await app.stop();
}
process.exit(0);
