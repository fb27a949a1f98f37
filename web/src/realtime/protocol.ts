/**
 * The wire of docs/protocol.md, seen from the page. Pages send by HTTP; the hub only delivers.
 * Times are ISO 8601 UTC unless the name ends in `Ms`; ids are opaque.
 */

export type RoomKind = 'pair' | 'interview';
export type RoomState = 'draft' | 'scheduled' | 'lobby' | 'live' | 'paused' | 'ended' | 'archived' | 'purged';
export type Role = 'host' | 'interviewer' | 'candidate' | 'observer';
export type ParticipantStatus = 'waiting' | 'seated' | 'held' | 'left' | 'removed' | 'expired';
export type Audience = 'room' | 'interviewers';
export type RoomVerb = 'start' | 'pause' | 'resume' | 'lock' | 'unlock' | 'end' | 'leave';
export type ParticipantVerb = 'admit' | 'remove' | 'lobby';
export type DocumentName = 'code' | 'board' | 'notes';
export type OutputStream = 'stdout' | 'stderr' | 'compile';

/** `queued` and `running` are under way; `infra_error` is the room's fault, never the program's. */
export type RunStatus =
  | 'queued'
  | 'running'
  | 'ok'
  | 'compile_error'
  | 'runtime_error'
  | 'time_limit'
  | 'memory_limit'
  | 'output_limit'
  | 'cancelled'
  | 'infra_error';

export interface Room {
  id: string;
  title: string;
  kind: RoomKind;
  state: RoomState;
  /** Rises with every change of state; of two room objects the one with the higher epoch is newer. */
  epoch: number;
  language: string;
  capacity: number;
  locked: boolean;
  lobbyOn: boolean;
  hostId: string;
  createdAt: string;
  startedAt?: string | null;
  endedAt?: string | null;
  endReason?: string | null;
}

export interface Participant {
  id: string;
  name: string;
  role: Role;
  status: ParticipantStatus;
  seat?: number | null;
  /** `#rrggbb`, the same on every page. */
  colour: string;
  /** The id of this participant's newest page; 0 while waiting. */
  clientId: number;
  online: boolean;
  heldUntil?: string | null;
  joinedAt: string;
}

export interface Invite {
  id: string;
  role: Role;
  /** `/r/{roomId}#invite=SECRET`, present only in the answer that made it. */
  url?: string | null;
  expiresAt: string;
  maxUses: number;
  uses: number;
}

export interface RunFile {
  path: string;
  text: string;
}

export interface Run {
  id: string;
  status: RunStatus;
  language: string;
  entry: string;
  files: { path: string }[];
  requestedBy: string;
  requestedAt: string;
  startedAt?: string | null;
  finishedAt?: string | null;
  /** 1 is next. */
  queuePosition?: number | null;
  exitCode?: number | null;
  signal?: string | null;
  compile?: { output: string; truncated: boolean; wallMs: number } | null;
  stdout?: string | null;
  stderr?: string | null;
  stdoutTruncated?: boolean;
  stderrTruncated?: boolean;
  cpuMs?: number | null;
  wallMs?: number | null;
  memoryKb?: number | null;
  limitHit?: string | null;
  toolchain?: string | null;
  afterEnd?: boolean;
}

export interface RunLimits {
  wallMs: number;
  compileWallMs: number;
  cpuMs: number;
  memoryMb: number;
  outputBytes: number;
}

export interface RunRequest {
  language: string;
  files: RunFile[];
  entry?: string;
  stdin?: string;
  args?: string[];
  /** May only lower the language's own. */
  limits?: Partial<RunLimits>;
}

export interface ChatMessage {
  seq: number;
  at: string;
  from: { id: string; name: string; colour: string };
  text: string;
  audience: Audience;
}

/** One numbered timeline per room; chat is `type: "chat"` with a `ChatMessage`'s author and text as payload. */
export interface TimelineEvent {
  seq: number;
  at: string;
  /** Counted from the room's creation. */
  ms: number;
  type: string;
  /** A participant's id; absent when it happened by itself. */
  actor?: string | null;
  audience: Audience;
  payload: unknown;
}

export interface Language {
  id: string;
  name: string;
  aliases: string[];
  monacoId: string;
  fileName: string;
  extension: string;
  /** The text a new room's entry file holds; a file that still equals it counts as untouched. */
  starter: string;
  version: string | null;
  /** False when this machine lacks the toolchain: the language can be written but not run. */
  available: boolean;
  limits: RunLimits;
}

export interface CreateRoomRequest {
  title: string;
  kind: RoomKind;
  language: string;
  name: string;
}

/** The answer of create and join: who this page is. */
export interface JoinAnswer {
  room: Room;
  participant: Participant;
  participants: Participant[];
  /** Issued once and never reused; every edit of this page carries it. 0 while waiting. */
  clientId: number;
  token: string;
}

export interface CreateRoomAnswer extends JoinAnswer {
  invites: Invite[];
}

/** The answer of the call made every 10 s: presence, and what the page may have missed. */
export interface HeartbeatAnswer {
  now: string;
  room: Room;
  participants: Participant[];
  /** Last seq per document. */
  heads: Partial<Record<DocumentName, number>>;
  timelineHead: number;
  /** Comes when the current one is half spent. */
  token?: string | null;
}

/** New frames of a document, and the author's cursor when it moved with them. */
export interface UpdateEvent {
  doc: DocumentName;
  seq: number;
  by: number;
  /** Base64 of frames, as in `frames.ts`. */
  data: string;
  awareness?: string | null;
}

/** A cursor that moved without an edit. */
export interface AwarenessEvent {
  doc: DocumentName;
  by: number;
  data: string;
}

/** A piece of a running program's output; `seq` counts 1, 2, 3 … per run. */
export interface OutputEvent {
  runId: string;
  seq: number;
  stream: OutputStream;
  text: string;
}

/** Every event the hub delivers, each with one argument; any may come late, doubled, out of order or not at all. */
export interface HubEvents {
  update: UpdateEvent;
  awareness: AwarenessEvent;
  run: { run: Run };
  output: OutputEvent;
  chat: { message: ChatMessage };
  timeline: { event: TimelineEvent };
  participants: { list: Participant[] };
  room: { room: Room };
  /** A newer page of this participant took over; this one stops and does not come back by itself. */
  superseded: Record<string, never>;
  /** This person was put out of the room, or with reason `lobby` back to its door. */
  removed: { reason: string };
}

export const hubEventNames = [
  'update',
  'awareness',
  'run',
  'output',
  'chat',
  'timeline',
  'participants',
  'room',
  'superseded',
  'removed',
] as const satisfies readonly (keyof HubEvents)[];
