import type { DocumentLink } from './DocumentLink.ts';
import type { LinkEnvironment } from './environment.ts';
import type { Problem } from './http.ts';
import type {
  ChatMessage,
  CreateRoomRequest,
  DocumentName,
  Invite,
  JoinAnswer,
  OutputEvent,
  Participant,
  Room,
  Run,
  TimelineEvent,
} from './protocol.ts';
import type { RoomApi } from './RoomApi.ts';
import type { Store } from './store.ts';

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

export interface TimelineState {
  /** By seq, without doubles. */
  events: readonly TimelineEvent[];
  /** The chat among the events. */
  messages: readonly ChatMessage[];
  /** True once the past has been read. */
  loaded: boolean;
}

export interface LinkEvents {
  run: Run;
  /** As delivered: may be doubled or out of order; `seq` counts 1, 2, 3 … per run. */
  output: OutputEvent;
  /** Each message once. */
  chat: ChatMessage;
  /** Each event once, chat included. */
  timeline: TimelineEvent;
  /** The connection came (back): what has no seq of its own, such as runs, should be read again. */
  resync: undefined;
}

/** A seat this browser holds from an earlier visit. */
export interface StoredSeat {
  roomId: string;
  token: string;
  participant: Participant;
}

export interface EnterRequest {
  roomId: string;
  /** The secret of the link's fragment. Not needed with a stored seat. */
  invite?: string | undefined;
  name?: string | undefined;
  /** Default: that of `storedSeat(roomId)`. */
  storedToken?: string | undefined;
}

/** The page's place in one room. A plain object: React only mounts it. */
export interface RoomLink {
  readonly roomId: string;
  readonly api: RoomApi;
  readonly state: Store<LinkState>;
  readonly timeline: Store<TimelineState>;
  /** The same link for the same name; `code` and `board` for all, `notes` for interviewers. */
  document(name: DocumentName): DocumentLink;
  /** Returns the way to stop. */
  on<K extends keyof LinkEvents>(event: K, listener: (value: LinkEvents[K]) => void): () => void;
  /** Ends an `offline` wait now. */
  reconnectNow(): void;
  /** Takes the seat back from the page that superseded this one. */
  useHere(): Promise<void>;
  /** Gives the seat up and forgets it in this browser. */
  leave(): Promise<void>;
  /** Stops everything but keeps the seat: for navigation away and for tests. */
  dispose(): Promise<void>;
}

/** The seat kept in this browser for a room, if any. */
export declare function storedSeat(roomId: string, environment?: LinkEnvironment): StoredSeat | null;
/** Makes a room and enters it as its host. Rejects with a `Problem`. */
export declare function openRoom(
  request: CreateRoomRequest,
  environment?: LinkEnvironment,
): Promise<{ link: RoomLink; invites: Invite[] }>;
/** Enters a room: by the stored seat if there is one, else by invite and name. Rejects with a `Problem`. */
export declare function enterRoom(request: EnterRequest, environment?: LinkEnvironment): Promise<RoomLink>;
/** A link from an answer of create or join that somebody else fetched. */
export declare function linkFrom(answer: JoinAnswer, environment?: LinkEnvironment): RoomLink;
