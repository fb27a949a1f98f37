import { expect, test } from 'vitest';
import { outside, readCallMessage } from './callMessage.ts';

const whole = { inCall: true, microphone: true, camera: false, screen: false, cameraHeld: false };

test('what a page says is read back', () => {
  expect(readCallMessage(JSON.stringify(whole))).toEqual(whole);
  expect(readCallMessage('{"inCall":true,"microphone":false,"camera":true,"screen":true}')).toEqual({
    inCall: true,
    microphone: false,
    camera: true,
    screen: true,
    cameraHeld: false,
  });
});

test('who is not in the call sends nothing, whatever they claim', () => {
  expect(readCallMessage('{"inCall":false,"camera":true}')).toEqual(outside);
});

test('what is not such a message is ignored', () => {
  for (const text of [
    '',
    'null',
    '[]',
    '"inCall"',
    '{"inCall":1}',
    '{"inCall":true}',
    '{"inCall":true,"microphone":"yes","camera":true,"screen":true}',
    JSON.stringify({ ...whole, cameraHeld: 3 }),
    JSON.stringify({ ...whole, more: 'x'.repeat(600) }),
  ]) {
    expect(readCallMessage(text)).toBeNull();
  }
});

test('unknown fields do not reach the page', () => {
  expect(readCallMessage(JSON.stringify({ ...whole, name: 'Grace', __proto__: { x: 1 } }))).toEqual(whole);
});
