import { useMemo } from 'react';
import { useStore } from '../../lib/store.ts';
import type { RoomLink } from '../../realtime/RoomLink.ts';

/** Names by participant id, also of those who left: the timeline remembers them. */
export function useNames(link: RoomLink): (participantId: string) => string {
  const { participants, me } = useStore(link.state);
  const { events } = useStore(link.timeline);
  return useMemo(() => {
    const names = new Map<string, string>();
    for (const { payload } of events) {
      if ('participantId' in payload) names.set(payload.participantId, payload.name);
    }
    for (const person of participants) names.set(person.id, person.name);
    names.set(me.id, 'You');
    return (participantId: string) => names.get(participantId) ?? 'Somebody';
  }, [events, participants, me.id]);
}
