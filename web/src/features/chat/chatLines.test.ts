import { describe, expect, test } from 'vitest';
import type { ChatMessage, RoomState, TimelineEvent } from '../../realtime/protocol.ts';
import { chatLines, countUnread } from './chatLines.ts';

function message(
  seq: number,
  from: string,
  minute = seq,
  audience: ChatMessage['audience'] = 'room',
): ChatMessage {
  return {
    seq,
    at: new Date(Date.UTC(2026, 0, 1, 10, minute)).toISOString(),
    from: { id: from, name: from, colour: '#123456' },
    text: `text ${seq}`,
    audience,
  };
}

const event = <Type extends TimelineEvent['type']>(
  seq: number,
  type: Type,
  payload: Extract<TimelineEvent, { type: Type }>['payload'],
) => ({ seq, at: '2026-01-01T10:00:00Z', ms: seq, type, audience: 'room', payload }) as TimelineEvent;

const person = (name: string) => ({ participantId: name, name, role: 'candidate' as const });

describe('countUnread', () => {
  const messages = [message(1, 'lin'), message(2, 'me'), message(5, 'lin'), message(9, 'kay')];

  test('counts what others wrote since', () => expect(countUnread(messages, 1, 'me')).toBe(2));
  test('is zero when all was seen', () => expect(countUnread(messages, 9, 'me')).toBe(0));
  test('never counts one’s own', () => expect(countUnread([message(3, 'me')], 0, 'me')).toBe(0));
});

describe('chatLines', () => {
  test('puts notices between messages by seq', () => {
    const lines = chatLines([message(1, 'lin'), message(4, 'lin')], [event(2, 'left', person('Kay'))]);
    expect(lines.map((line) => (line.kind === 'notice' ? line.text : line.message.text))).toEqual([
      'text 1',
      'Kay left',
      'text 4',
    ]);
  });

  test('groups one author’s messages, but not over time, notices or audiences', () => {
    const lines = chatLines(
      [
        message(1, 'lin', 0),
        message(2, 'lin', 1),
        message(3, 'kay', 1),
        message(4, 'kay', 9),
        message(5, 'kay', 9, 'interviewers'),
      ],
      [],
    );
    expect(lines.map((line) => line.kind === 'message' && line.follows)).toEqual([
      false,
      true,
      false,
      false,
      false,
    ]);
  });

  test('says of the room’s moves only what changed', () => {
    const moves: { state: RoomState; locked: boolean }[] = [
      { state: 'live', locked: false },
      { state: 'live', locked: true },
      { state: 'paused', locked: true },
      { state: 'live', locked: true },
      { state: 'live', locked: true },
      { state: 'live', locked: false },
    ];
    const lines = chatLines(
      [],
      moves.map((payload, index) => event(index + 1, 'state', payload)),
    );
    expect(lines.map((line) => line.kind === 'notice' && line.text)).toEqual([
      'It began',
      'The room was locked',
      'The room was paused',
      'The room goes on',
      'The room was unlocked',
    ]);
  });

  test('leaves out events that are not for the chat', () => {
    const run = { runId: 'r1', language: 'python', status: 'ok' };
    expect(chatLines([], [event(1, 'run', run), event(2, 'admitted', person('Kay'))])).toEqual([]);
  });
});
