import { isRecord } from '../../lib/browserStorage.ts';
import type { ChatMessage, TimelineEvent } from '../../realtime/protocol.ts';

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
  for (const event of events) {
    const text = noticeOf(event);
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
  if (!isRecord(payload)) return null;
  const name = typeof payload.name === 'string' ? payload.name : null;
  switch (type) {
    case 'joined':
      return name && `${name} came in`;
    case 'admitted':
      return name && `${name} was let in`;
    case 'left':
      return name && `${name} left`;
    case 'removed':
      return name && `${name} was removed`;
    case 'lobby':
      return name && `${name} was sent to the lobby`;
    case 'state':
      return stateNotice(payload.state, payload.locked);
    default:
      return null;
  }
}

function stateNotice(state: unknown, locked: unknown): string | null {
  if (state === 'paused') return 'The room was paused';
  if (state === 'ended') return 'The room was ended';
  if (state !== 'live') return null;
  return locked === true ? 'The room was locked' : 'The room is open and live';
}

/** Messages of others after the last one that was seen. */
export function countUnread(messages: readonly ChatMessage[], seenSeq: number, myId: string): number {
  return messages.filter((message) => message.seq > seenSeq && message.from.id !== myId).length;
}
