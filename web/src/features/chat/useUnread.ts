import { useState } from 'react';
import { useStore } from '../../lib/store.ts';
import type { RoomLink } from '../../realtime/RoomLink.ts';
import { countUnread } from './chatLines.ts';

/** How many messages came while the chat was out of sight. The past that is there on arrival counts as read. */
export function useUnread(link: RoomLink, visible: boolean, myId: string): number {
  const { messages, loaded } = useStore(link.timeline);
  const newest = messages.at(-1)?.seq ?? 0;
  const [seen, setSeen] = useState<number | null>(null);
  // Adjusted while rendering, as React advises for state that follows from other state.
  if (loaded && (visible || seen === null) && seen !== newest) setSeen(newest);
  return seen === null ? 0 : countUnread(messages, seen, myId);
}
