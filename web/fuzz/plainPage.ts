/** A page on a good network, for benchmarks: the same links as in the browser, with storage in memory. */
import { openHub } from '../src/realtime/browserEnvironment.ts';
import type { LinkEnvironment } from '../src/realtime/environment.ts';
import { MemoryOutbox } from '../src/realtime/outbox.ts';
import { createRoom } from '../src/realtime/RoomApi.ts';
import { enterRoom, linkFrom } from '../src/realtime/enterRoom.ts';
import type { RoomLink } from '../src/realtime/RoomLink.ts';

export function environmentOf(server: string): LinkEnvironment {
  const seats = new Map<string, string>();
  return {
    fetch: (path, init) => fetch(server + path, init),
    hub: (token) => openHub(`${server}/api/hub`, token),
    clock: {
      now: () => Date.now(),
      after: (ms, action) => {
        const timer = setTimeout(action, ms);
        return () => clearTimeout(timer);
      },
    },
    random: Math.random,
    seats: {
      getItem: (key) => seats.get(key) ?? null,
      setItem: (key, value) => void seats.set(key, value),
      removeItem: (key) => void seats.delete(key),
    },
    outbox: new MemoryOutbox(),
    page: { onWake: () => () => undefined, onHide: () => () => undefined },
  };
}

/** Creates a room, or joins one with its invitation, and loads `code`. */
export async function openPage(
  server: string,
  room: { roomId: string; invite: string } | null,
): Promise<{ link: RoomLink; room: { roomId: string; invite: string } }> {
  const environment = environmentOf(server);
  let link: RoomLink;
  let entrance = room;
  if (entrance === null) {
    const made = await createRoom(environment.fetch, {
      title: 'Bench',
      kind: 'pair',
      language: 'python',
      name: 'Ada',
    });
    const url = made.invites.find(({ role }) => role === 'candidate')?.url ?? '';
    entrance = { roomId: made.room.id, invite: url.split('#invite=')[1] ?? '' };
    link = linkFrom(made, environment);
  } else {
    link = await enterRoom({ ...entrance, name: 'Guest' }, environment);
  }
  const { status } = link.document('code');
  await new Promise<void>((resolve) => {
    const look = () => {
      if (status.getSnapshot().phase === 'ready') resolve();
    };
    status.subscribe(look);
    look();
  });
  return { link, room: entrance };
}
