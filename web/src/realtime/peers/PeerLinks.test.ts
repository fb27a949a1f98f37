// @vitest-environment node
import { beforeEach, expect, test, vi } from 'vitest';
import type { Participant } from '../protocol.ts';
import { StandInConnection } from '../testing/StandInConnection.ts';
import { TestClock } from '../testing/TestClock.ts';
import { floodPauseMs, PeerLinks } from './PeerLinks.ts';
import { parseSignal } from './signals.ts';

beforeEach(() => void vi.spyOn(console, 'debug').mockReturnValue());

function person(id: string, clientId: number, more: Partial<Participant> = {}): Participant {
  const seat: Participant = {
    id,
    name: id,
    role: 'interviewer',
    status: 'seated',
    colour: '#112233',
    clientId,
    online: true,
    joinedAt: '',
  };
  return { ...seat, ...more };
}

function openPage() {
  const clock = new TestClock();
  const made: StandInConnection[] = [];
  const signals: { to: number; data: string }[] = [];
  const readIce = vi.fn(() => Promise.resolve({ servers: [], policy: 'all' as const }));
  const links = new PeerLinks({
    clock,
    random: () => 0.5,
    connect: (configuration) => {
      const connection = new StandInConnection(configuration);
      made.push(connection);
      return connection as unknown as RTCPeerConnection;
    },
    readIce,
    signal: (to, data) => {
      signals.push({ to, data });
      return Promise.resolve();
    },
  });
  const alive = () => made.filter(({ signalingState }) => signalingState !== 'closed');
  const states = () =>
    links.state.getSnapshot().map(({ clientId, connection }) => `${clientId} ${connection}`);
  return { clock, made, signals, readIce, links, alive, states };
}

const me = person('me', 5);

test('every other page that has a seat is linked once, however often the list is told', async () => {
  const { clock, made, links, states } = openPage();
  const list = [
    me,
    person('a', 1),
    person('b', 2, { status: 'held' }),
    person('c', 3, { status: 'waiting' }),
    person('d', 0),
  ];
  for (let i = 0; i < 3; i++) links.follow(5, 'me', list);
  await clock.pass(100);
  expect(made).toHaveLength(2);
  expect(states()).toEqual(['1 connecting', '2 connecting']);
});

test('a page that is no longer in the list is let go of at once, and a late list does not bring an older page back', async () => {
  const { clock, links, alive, states } = openPage();
  links.follow(5, 'me', [me, person('a', 1)]);
  await clock.pass(100);
  links.follow(5, 'me', [me, person('a', 7)]);
  expect(alive()).toHaveLength(0);
  await clock.pass(100);
  expect(states()).toEqual(['7 connecting']);
  links.follow(5, 'me', [me, person('a', 1)]);
  await clock.pass(100);
  expect(states()).toEqual([]);
});

test('whoever sees a newer page of the same person in the list lets go of everybody', async () => {
  const { clock, links, alive } = openPage();
  links.follow(5, 'me', [me, person('a', 1)]);
  await clock.pass(100);
  links.follow(5, 'me', [person('me', 6), person('a', 1)]);
  expect(alive()).toHaveLength(0);
});

test('a link that is opened again is told apart from the one before', async () => {
  const { clock, signals, links } = openPage();
  links.follow(5, 'me', [me, person('a', 1)]);
  await clock.pass(100);
  links.follow(5, 'me', [me]);
  links.follow(5, 'me', [me, person('a', 1)]);
  await clock.pass(100);
  expect(signals.map(({ data }) => parseSignal(data)?.generation)).toEqual([1, 2]);
});

test('the later page offers, the earlier one waits to be asked', async () => {
  const { clock, signals, links } = openPage();
  links.follow(5, 'me', [me, person('a', 1), person('b', 9)]);
  await clock.pass(100);
  expect(signals.map(({ to }) => to)).toEqual([1]);
});

test('it is complete only while every page that is there is linked by an open channel that keeps up', async () => {
  const { clock, made, links } = openPage();
  const seen: boolean[] = [];
  links.onCompleteness(() => seen.push(links.isComplete));
  links.follow(5, 'me', [me]);
  expect(links.isComplete).toBe(false);
  links.follow(5, 'me', [me, person('a', 1), person('b', 2, { status: 'held', online: false })]);
  await clock.pass(100);
  made[0]?.become('connected');
  await clock.pass(0);
  expect(links.isComplete).toBe(true);

  const documents = made[0]?.channels[0];
  if (documents === undefined) throw new Error('There is no channel.');
  documents.bufferedAmount = 2 * 1024 * 1024;
  links.sendDocuments(new Uint8Array(3));
  expect(documents.sent).toHaveLength(0);
  documents.bufferedAmount = 0;
  made[0]?.become('connected');
  await clock.pass(0);
  made[0]?.become('disconnected');
  expect(seen).toEqual([true, false, true, false]);
});

test('an interrupted link looks for another way after 3 s, every 4 s, and every third time begins anew', async () => {
  const { clock, made, links, states } = openPage();
  links.follow(5, 'me', [me, person('a', 1)]);
  await clock.pass(100);
  made[0]?.become('connected');
  made[0]?.become('disconnected');
  await clock.pass(2900);
  expect(made[0]?.restarts).toBe(0);
  await clock.pass(4200);
  expect(made[0]?.restarts).toBe(2);
  expect(states()).toEqual(['1 down']);
  await clock.pass(4000);
  expect(made).toHaveLength(2);
  made[1]?.become('connected');
  await clock.pass(60_000);
  expect(states()).toEqual(['1 direct']);
  expect(made).toHaveLength(2);
});

test('nothing is tried while the other page is away, and at once when it is back', async () => {
  const { clock, made, links } = openPage();
  links.follow(5, 'me', [me, person('a', 1)]);
  await clock.pass(100);
  made[0]?.become('connected');
  links.follow(5, 'me', [me, person('a', 1, { status: 'held', online: false })]);
  made[0]?.become('disconnected');
  await clock.pass(60_000);
  expect([made.length, made[0]?.restarts]).toEqual([1, 0]);
  links.follow(5, 'me', [me, person('a', 1)]);
  await clock.pass(10);
  expect(made[0]?.restarts).toBe(1);
});

test('a relay that refuses the credentials is named as the reason, and others are asked for', async () => {
  const { clock, made, readIce, links } = openPage();
  links.follow(5, 'me', [me, person('a', 1)]);
  await clock.pass(100);
  made[0]?.onicecandidateerror?.({ url: 'turn:relay.example', errorCode: 401 });
  made[0]?.become('failed');
  expect(links.state.getSnapshot()).toEqual([
    { clientId: 1, participantId: 'a', connection: 'down', reason: 'relay-refused' },
  ]);
  await clock.pass(10);
  expect(readIce).toHaveBeenCalledTimes(2);
});

test.each([
  ['documents', 0, new ArrayBuffer(1)],
  ['call', 1, '{}'],
] as const)(
  'who floods the channel %s is not linked for a minute, with a new page neither',
  async (_, place, data) => {
    const warn = vi.spyOn(console, 'warn').mockReturnValue();
    const { clock, made, links, alive, states } = openPage();
    let heard = 0;
    links.on('documents', () => heard++);
    links.on('call', () => heard++);
    links.follow(5, 'me', [me, person('a', 1), person('b', 2)]);
    await clock.pass(100);
    links.closeDocuments(1); // Not looked at any more, and yet it counts.
    const channel = made[0]?.channels[place];
    if (channel === undefined) throw new Error('There is no channel.');
    for (let i = 0; i < 5000; i++) channel.onmessage?.({ data });
    expect([heard < 2000, warn.mock.calls.length]).toEqual([true, 1]);
    expect([alive().length, states()]).toEqual([1, ['2 connecting']]);
    links.follow(5, 'me', [me, person('a', 7), person('b', 2)]);
    await clock.pass(100);
    expect([states(), links.isComplete]).toEqual([['2 connecting'], false]);
    await clock.pass(floodPauseMs);
    links.follow(5, 'me', [me, person('a', 7), person('b', 2)]);
    expect(states()).toHaveLength(2);
  },
);
