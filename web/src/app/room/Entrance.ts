import { forgetRoom, rememberRoom } from '../../lib/recentRooms.ts';
import { StateStore } from '../../lib/store.ts';
import { rememberInvites } from '../../features/people/inviteLinks.ts';
import { Problem } from '../../realtime/http.ts';
import type { CreateRoomAnswer } from '../../realtime/protocol.ts';
import { enterRoom, linkFrom, storedSeat } from '../../realtime/enterRoom.ts';
import type { RoomLink } from '../../realtime/RoomLink.ts';

export type EntranceState =
  /** Coming back to the seat this browser holds. */
  | { at: 'returning' }
  | { at: 'door'; joining: boolean; problem: Problem | null }
  | { at: 'inside'; link: RoomLink; isNew: boolean }
  | { at: 'left' };

/** Refusals after which a room is no longer worth a place on the start page. */
const overForGood = ['ROOM_ENDED', 'ROOM_NOT_FOUND', 'REMOVED'];

/** The way of this page into one room. A plain object, since React mounts twice in development and a join is not free. */
export class Entrance {
  readonly #roomId: string;
  readonly #invite: string | null;
  readonly #created: CreateRoomAnswer | null;
  readonly #state: StateStore<EntranceState>;
  #closing: ReturnType<typeof setTimeout> | null = null;
  #opened = false;

  readonly subscribe: StateStore<EntranceState>['subscribe'];
  readonly getSnapshot: StateStore<EntranceState>['getSnapshot'];

  constructor(roomId: string, invite: string | null, created: CreateRoomAnswer | null) {
    this.#roomId = roomId;
    this.#invite = invite;
    this.#created = created;
    const isBack = created !== null || storedSeat(roomId) !== null;
    this.#state = new StateStore<EntranceState>(
      isBack ? { at: 'returning' } : { at: 'door', joining: false, problem: null },
    );
    this.subscribe = this.#state.subscribe;
    this.getSnapshot = this.#state.getSnapshot;
  }

  open(): void {
    if (this.#closing !== null) clearTimeout(this.#closing);
    this.#closing = null;
    if (this.#opened) return;
    this.#opened = true;
    if (this.#created !== null) {
      rememberInvites(this.#roomId, this.#created.invites);
      this.#goIn(linkFrom(this.#created), true);
    } else if (this.#state.getSnapshot().at === 'returning') {
      void this.join(null);
    }
  }

  /** Puts the link down once React has really gone, and not for its rehearsal. */
  close(): void {
    this.#closing = setTimeout(() => {
      const state = this.#state.getSnapshot();
      if (state.at === 'inside') void state.link.dispose();
      this.#opened = false;
    }, 0);
  }

  /** Without a name: back to the own seat. */
  async join(name: string | null): Promise<void> {
    if (name !== null) this.#state.set({ at: 'door', joining: true, problem: null });
    try {
      const link = await enterRoom({
        roomId: this.#roomId,
        invite: this.#invite ?? undefined,
        name: name ?? storedSeat(this.#roomId)?.participant.name,
      });
      if (this.#opened) this.#goIn(link, false);
      else void link.dispose();
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      if (overForGood.includes(error.code)) forgetRoom(this.#roomId);
      this.#state.set({ at: 'door', joining: false, problem: error });
    }
  }

  async leave(): Promise<void> {
    const state = this.#state.getSnapshot();
    if (state.at !== 'inside') return;
    await state.link.leave();
    this.#state.set({ at: 'left' });
  }

  #goIn(link: RoomLink, isNew: boolean): void {
    const { room } = link.state.getSnapshot();
    rememberRoom({ id: room.id, title: room.title, language: room.language, at: new Date().toISOString() });
    this.#state.set({ at: 'inside', link, isNew });
  }
}
