/**
 * The wire of docs/protocol.md, seen from the page: names for what the server's own document says of it. Pages send
 * by HTTP; the hub only delivers. Times are ISO 8601 UTC unless the name ends in `Ms`; ids are opaque; what is not
 * there is absent, never null.
 */
import type { components } from '../lib/api.gen.d.ts';

type Schemas = components['schemas'];

/** Of two room objects the one with the higher `epoch` is newer. */
export type Room = Schemas['RoomView'];
export type RoomKind = Schemas['RoomKind'];
export type RoomState = Schemas['RoomState'];
export type Role = Schemas['Role'];
export type RoomVerb = 'start' | 'pause' | 'resume' | 'lock' | 'unlock' | 'end' | 'leave';
export type ParticipantVerb = 'admit' | 'remove' | 'lobby';

/** `clientId` is that of the person's newest page, 0 while waiting; `colour` is `#rrggbb`, the same on every page. */
export type Participant = Schemas['ParticipantView'];
/** `url` is present only in the answer that made it. */
export type Invite = Schemas['InviteView'];

/** What belongs to the result is absent, and output empty, in lists and until it is over. */
export type Run = Schemas['RunView'];
/** `queued` and `running` are under way; `infra_error` is the room's fault, never the program's. */
export type RunStatus = Run['status'];
export type RunFile = Schemas['SourceFile'];
export type RunLimits = Schemas['LanguageLimits'];
export type TerminalSize = Schemas['TerminalSize'];
/** Text that came on one stream without another between. */
export type OutputSegment = Schemas['OutputSegment'];
export type RunSource = Schemas['RunSource'];
export type RunTest = Schemas['RunTest'];
/** How what a program printed is held against what was expected. */
export type Checker = NonNullable<RunTest['checker']>;
/** How a test case ended; of a hidden one, who does not hold the interview gets index, name and status only. */
export type CaseResult = Schemas['CaseView'];
export type CaseEvent = Schemas['CaseEvent'];
/** `limits` may only lower the language's own. */
export type RunRequest = Schemas['StartRun'];

export type ChatMessage = Schemas['ChatMessage'];
export type Audience = ChatMessage['audience'];

type TimelinePayloads = Schemas['TimelinePayloads'];
/** One numbered timeline per room; `ms` counts from its creation, `actor` is absent when it happened by itself. */
export type TimelineEvent = Omit<Schemas['TimelineEntry'], 'type' | 'payload'> &
  {
    [Type in keyof TimelinePayloads]: { type: Type; payload: TimelinePayloads[Type] };
  }[keyof TimelinePayloads];

/** A file that still equals the `starter` counts as untouched; one that is not `available` can be written but not run. */
export type Language = Schemas['LanguageView'];

export type CreateRoomRequest = Schemas['CreateRoom'];
/** The answer of create and join: who this page is. Every edit of the page carries its `clientId`, 0 while waiting. */
export type JoinAnswer = Schemas['RoomJoined'];
export type CreateRoomAnswer = Schemas['RoomCreated'];
/** The answer of the call made every 10 s: presence, and what the page may have missed. */
export type HeartbeatAnswer = Schemas['Heartbeat'];

/** New frames of a document, base64 as in `frames.ts`, and the author's cursor when it moved with them. */
export type UpdateEvent = Schemas['UpdateEvent'];
export type AwarenessEvent = Schemas['AwarenessEvent'];
export type DocumentName = UpdateEvent['doc'];
/** A piece of a running program's output; `seq` is one more than that of the piece before it. */
export type OutputEvent = Schemas['OutputEvent'];
export type OutputStream = OutputEvent['stream'];

/** Something from another page, carried once and kept nowhere; `from` is its client id. */
export type SignalEvent = Schemas['SignalEvent'];
/** Where other pages can be reached from; the credentials are this person's own, until `expiresAt`. */
export type IceAnswer = Schemas['IceAnswer'];

/** What carries the call; with `acs` everything else is there, too, good until `expiresAt`. */
export type CallAnswer = Schemas['CallAnswer'];

/** The events of the hub, each with one argument; any may come late, doubled, out of order or not at all. */
export type HubEvents = Omit<Schemas['HubEvents'], 'timeline'> & {
  timeline: { event: TimelineEvent };
};

export const hubEventNames = Object.keys({
  update: true,
  awareness: true,
  run: true,
  output: true,
  case: true,
  chat: true,
  timeline: true,
  participants: true,
  room: true,
  signal: true,
  superseded: true,
  removed: true,
} satisfies Record<keyof HubEvents, true>) as (keyof HubEvents)[];
