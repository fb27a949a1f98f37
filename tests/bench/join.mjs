// p50 of a join over HTTP beside one bare transaction on the same SQLite settings and disk.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { startApp } from '../node/app.mjs';
import { call, createRoom, inviteOf } from './harness/calls.mjs';
import { median, print, quantile, round } from './harness/figures.mjs';

const ROOMS = 300;
const ROUNDS = 4;

// Python's sqlite3, because Node 20 has none: WAL, full sync, three rows in one transaction, as a join writes.
const bare = `
import sqlite3, sys, time
db = sqlite3.connect(sys.argv[1], isolation_level=None)
db.execute("PRAGMA journal_mode=WAL"); db.execute("PRAGMA synchronous=FULL")
db.execute("CREATE TABLE t (p TEXT, r TEXT, v BLOB, PRIMARY KEY (p, r)) WITHOUT ROWID")
for i in range(${ROOMS} * 2):
    start = time.perf_counter()
    db.execute("BEGIN IMMEDIATE")
    for r in ("room", "seat1", "participant"):
        db.execute("INSERT INTO t VALUES (?, ?, ?)", (str(i), r, b"x" * 300))
    db.execute("COMMIT")
    print((time.perf_counter() - start) * 1000)
`;

const app = await startApp();
try {
  const joins = [];
  const transactions = [];
  for (let turn = 0; turn < ROUNDS; turn++) {
    const result = spawnSync('python3', ['-c', bare, join(app.data, `bare-${turn}.db`)], { encoding: 'utf8' });
    if (result.status !== 0) throw new Error(result.stderr);
    transactions.push(...result.stdout.trim().split('\n').map(Number));
    const rooms = [];
    for (let i = 0; i < ROOMS; i++) rooms.push(await createRoom(app.url));
    for (const room of rooms) {
      const start = performance.now();
      await call(app.url, 'POST', `/api/rooms/${room.room.id}/join`, { body: { name: 'Grace', invite: inviteOf(room) } });
      joins.push(performance.now() - start);
    }
  }
  // The first round is the runtime warming up.
  const warm = joins.slice(ROOMS);
  print({ bench: 'join', what: 'bare transaction', p50ms: round(median(transactions)), p99ms: round(quantile(transactions, 0.99)), n: transactions.length });
  print({ bench: 'join', what: 'join over HTTP', p50ms: round(median(warm)), p99ms: round(quantile(warm, 0.99)), n: warm.length });
  print({ bench: 'join', ratio: round(median(warm) / median(transactions)), aim: 4 });
} finally {
  await app.stop();
}
