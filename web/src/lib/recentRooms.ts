import { isRecord, readStored, writeStored } from './browserStorage.ts';
import { StateStore, useStore } from './store.ts';

/** A room this browser was in. The way back in is the room's own stored session, not this list. */
export interface RecentRoom {
  id: string;
  title: string;
  language: string;
  /** ISO 8601, when this browser last entered. */
  at: string;
}

const key = 'codemeet.recentRooms';
/** As many as fit under the form without scrolling on a laptop. */
const kept = 6;

function load(): RecentRoom[] {
  const stored = readStored(key);
  if (!Array.isArray(stored)) return [];
  return stored.flatMap((entry: unknown) => {
    if (!isRecord(entry)) return [];
    const { id, title, language, at } = entry;
    if (typeof id !== 'string' || typeof title !== 'string') return [];
    if (typeof language !== 'string' || typeof at !== 'string') return [];
    return [{ id, title, language, at }];
  });
}

const store = new StateStore(load());

export function useRecentRooms(): RecentRoom[] {
  return useStore(store);
}

export function rememberRoom(room: RecentRoom): void {
  replace([room, ...store.getSnapshot().filter((other) => other.id !== room.id)].slice(0, kept));
}

export function forgetRoom(id: string): void {
  replace(store.getSnapshot().filter((room) => room.id !== id));
}

function replace(rooms: RecentRoom[]): void {
  store.set(rooms);
  writeStored(key, rooms);
}
