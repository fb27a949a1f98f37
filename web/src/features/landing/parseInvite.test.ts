import { describe, expect, test } from 'vitest';
import { parseInvite, roomPath } from './parseInvite.ts';

describe('parseInvite', () => {
  test.each([
    ['https://meet.example/r/k3-x_9#invite=S3cret-_', { roomId: 'k3-x_9', invite: 'S3cret-_' }],
    ['meet.example/r/abc', { roomId: 'abc', invite: null }],
    ['/r/abc#invite=q', { roomId: 'abc', invite: 'q' }],
    ['  Join me: http://127.0.0.1:7071/r/abc?from=mail#invite=q, see you! ', { roomId: 'abc', invite: 'q' }],
  ])('%s', (pasted, expected) => {
    expect(parseInvite(pasted)).toEqual(expected);
  });

  test.each(['', 'hello', 'https://meet.example/', 'https://meet.example/room/abc', '/r/'])(
    'no room in “%s”',
    (pasted) => {
      expect(parseInvite(pasted)).toBeNull();
    },
  );

  test('never leaves this host', () => {
    const address = parseInvite('https://evil.example/r/abc#invite=q');
    expect(address && roomPath(address)).toBe('/r/abc#invite=q');
  });
});
