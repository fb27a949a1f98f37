import { useEffect } from 'react';
import type { TimelineEvent } from '../../realtime/protocol.ts';
import type { RoomLink } from '../../realtime/RoomLink.ts';
import { toast } from '../../ui/toasts.ts';

const words: Partial<Record<TimelineEvent['type'], (name: string) => string>> = {
  joined: (name) => `${name} came in`,
  waiting: (name) => `${name} waits to be let in`,
  left: (name) => `${name} left`,
  removed: (name) => `${name} was removed`,
};

/** Older news comes from catching up, and is not news. */
const freshMs = 15_000;

/** Tells who comes and goes while the page is open. */
export function useRoomToasts(link: RoomLink): void {
  useEffect(
    () =>
      link.on('timeline', ({ type, at, payload }) => {
        const { clockOffsetMs, me } = link.state.getSnapshot();
        const word = words[type];
        if (word === undefined || !('participantId' in payload)) return;
        const happened = Date.parse(at);
        const isOld = happened < Date.parse(me.joinedAt) || happened < Date.now() + clockOffsetMs - freshMs;
        if (isOld || payload.participantId === me.id) return;
        toast(word(payload.name));
      }),
    [link],
  );
}
