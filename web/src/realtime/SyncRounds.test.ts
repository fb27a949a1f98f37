import { expect, test } from 'vitest';
import { Problem } from './http.ts';
import { SyncRounds } from './SyncRounds.ts';
import { TestClock } from './testing/TestClock.ts';

function start(fail: (done: string[]) => boolean) {
  const clock = new TestClock();
  const done: string[] = [];
  const work = (wish: string) => async () => {
    await Promise.resolve();
    if (fail(done)) throw new Problem(0, 'NO_ANSWER', '');
    done.push(wish);
  };
  const rounds = new SyncRounds({
    environment: { clock, random: () => 0.5 },
    work: { read: work('read'), return: work('return'), load: work('load'), rebuild: work('rebuild') },
    isActive: () => true,
    concernsPage: () => false,
    onRest: () => undefined,
  });
  return { clock, done, rounds };
}

test('a larger wish that came during a round outlives the failure of that round', async () => {
  let failures = 1;
  const { clock, done, rounds } = start(() => failures-- > 0);
  rounds.ask('read');
  rounds.ask('rebuild');
  await clock.pass(5000);
  expect(done).toEqual(['rebuild']);
});

test('wishes that came together are one round, the larger one', async () => {
  const { clock, done, rounds } = start(() => false);
  rounds.ask('read');
  for (const wish of ['return', 'read', 'return'] as const) rounds.ask(wish);
  await clock.pass(0);
  expect(done).toEqual(['read', 'return']);
});
