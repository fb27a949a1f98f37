/** What a room link tells the page about itself. */
import type { Problem } from './http.ts';
import type {
  ChatMessage,
  JoinAnswer,
  CaseEvent,
  OutputEvent,
  Participant,
  Room,
  Run,
  TimelineEvent,
} from './protocol.ts';

export type LinkPhase =
  | { name: 'connecting' }
  | { name: 'online' }
  /** Tries again by itself at `reconnectAt` (ms since the Unix epoch), or at once on `reconnectNow`. */
  | { name: 'offline'; reconnectAt: number }
  /** In the lobby: no seat yet; goes on by itself when admitted. */
  | { name: 'waiting' }
  /** A newer page of the same person took over; `useHere` takes it back. */
  | { name: 'superseded' }
  | { name: 'removed'; reason: string }
  | { name: 'ended' }
  | { name: 'failed'; problem: Problem };

export interface LinkState {
  phase: LinkPhase;
  room: Room;
  /** This page's person, as the server last told. */
  me: Participant;
  participants: readonly Participant[];
  clientId: number;
  /** Add to `Date.now()` for the server's time. */
  clockOffsetMs: number;
}

export interface LinkEvents {
  run: Run;
  /** As delivered: may be doubled or out of order; `seq` counts 1, 2, 3 … per run. */
  output: OutputEvent;
  case: CaseEvent;
  /** Each message once. */
  chat: ChatMessage;
  /** Each event once, chat included. */
  timeline: TimelineEvent;
  /** The connection came (back): what has no seq of its own, such as runs, should be read again. */
  resync: undefined;
}

/** Where a page stands that has just joined. */
export function stateAfter({ room, participant, participants, clientId }: JoinAnswer): LinkState {
  const phase: LinkPhase = { name: participant.status === 'waiting' ? 'waiting' : 'connecting' };
  return { phase, room, me: participant, participants, clientId, clockOffsetMs: 0 };
}

/** Whether a page in this phase has a seat, connected or not. */
export function hasSeat({ name }: LinkPhase): boolean {
  return name === 'connecting' || name === 'online' || name === 'offline';
}

/** Whether one of a seat's owners: there, or cut off from the server and awaited. */
export function holdsSeat({ status }: Participant): boolean {
  return status === 'seated' || status === 'held';
}

/** What a refusal of any call says about the page as a whole; null if nothing. */
export function phaseAfter(problem: Problem): LinkPhase | null {
  switch (problem.code) {
    case 'SUPERSEDED':
      return { name: 'superseded' };
    case 'REMOVED':
      return { name: 'removed', reason: problem.message };
    case 'ROOM_ENDED':
      return { name: 'ended' };
    case 'WRONG_ROOM':
    case 'ROOM_NOT_FOUND':
      return { name: 'failed', problem };
    default:
      return problem.status === 401 ? { name: 'failed', problem } : null;
  }
}
