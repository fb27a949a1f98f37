import type { ChatMessage, RoomState, TimelineEvent } from '../../realtime/protocol.ts';

/** The server's limit for one message, UTF-8. */
export const maxMessageBytes = 4096;

export type ChatLine =
  | {
      kind: 'message';
      seq: number;
      message: ChatMessage;
      /** Same author, shortly after: no second name. */ follows: boolean;
    }
  | { kind: 'notice'; seq: number; at: string; text: string };

/** Messages of one author within this time stand under one name. */
const groupedWithinMs = 3 * 60_000;

/** What the panel shows, in order: messages, and what else happened that people want to know between them. */
export function chatLines(messages: readonly ChatMessage[], events: readonly TimelineEvent[]): ChatLine[] {
  const lines: ChatLine[] = messages.map((message) => ({
    kind: 'message',
    seq: message.seq,
    message,
    follows: false,
  }));
  let before: RoomSituation | null = null;
  for (const event of events) {
    const situation: RoomSituation | null = event.type === 'state' ? event.payload : before;
    const text = event.type === 'state' ? changeNotice(before, situation) : noticeOf(event);
    before = situation;
    if (text !== null) lines.push({ kind: 'notice', seq: event.seq, at: event.at, text });
  }
  lines.sort((a, b) => a.seq - b.seq);
  return lines.map((line, index) => {
    const before = lines[index - 1];
    if (line.kind !== 'message' || before?.kind !== 'message') return line;
    const follows =
      before.message.from.id === line.message.from.id &&
      before.message.audience === line.message.audience &&
      Date.parse(line.message.at) - Date.parse(before.message.at) < groupedWithinMs;
    return { ...line, follows };
  });
}

function noticeOf({ type, payload }: TimelineEvent): string | null {
  switch (type) {
    case 'joined':
      return `${payload.name} came in`;
    case 'left':
      return `${payload.name} left`;
    case 'removed':
      return `${payload.name} was removed`;
    case 'lobby':
      return `${payload.name} was sent to the lobby`;
    case 'admitted':
    case 'chat':
    case 'run':
    case 'state':
    case 'waiting':
      return null;
    default:
      return null; // Of a newer server than this page.
  }
}

interface RoomSituation {
  state: RoomState;
  locked: boolean;
}

/** Every move of the room is told with state and lock alike; only what changed is worth a line. */
function changeNotice(before: RoomSituation | null, after: RoomSituation | null): string | null {
  if (after === null) return null;
  if (after.locked !== (before?.locked ?? false)) {
    return after.locked ? 'The room was locked' : 'The room was unlocked';
  }
  if (after.state === before?.state) return null;
  if (after.state === 'paused') return 'The room was paused';
  if (after.state === 'ended') return 'The room was ended';
  if (after.state !== 'live') return null;
  return before === null ? 'It began' : 'The room goes on';
}

/** Messages of others after the last one that was seen. */
export function countUnread(messages: readonly ChatMessage[], seenSeq: number, myId: string): number {
  return messages.filter((message) => message.seq > seenSeq && message.from.id !== myId).length;
}
