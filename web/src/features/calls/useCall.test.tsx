import { renderHook, waitFor } from '@testing-library/react';
import { beforeEach, expect, test, vi } from 'vitest';
import { openTwo } from '../../realtime/testing/TestPage.ts';
import type { RoomLink } from '../../realtime/RoomLink.ts';
import { keepReturn } from './returning.ts';
import { FakeDevices } from './testing/FakeDevices.ts';
import { useCall } from './useCall.ts';

const both = { microphone: true, camera: true };
let devices: FakeDevices;
const lights = () => devices.given.filter(({ readyState }) => readyState === 'live').length;

/** What jsdom has nothing of; sound is not what these tests listen to. */
class SilentAudio {
  readonly state = 'running';
  createMediaStreamSource = () => ({ connect: () => undefined, disconnect: () => undefined });
  createAnalyser = () => ({ getFloatTimeDomainData: () => undefined });
  close = () => Promise.resolve();
}

beforeEach(() => {
  devices = new FakeDevices();
  vi.stubGlobal('isSecureContext', true);
  vi.stubGlobal('RTCPeerConnection', EventTarget);
  vi.stubGlobal('MediaStream', EventTarget);
  vi.stubGlobal('AudioContext', SilentAudio);
  vi.stubGlobal('navigator', Object.create(navigator, { mediaDevices: { value: devices } }));
  sessionStorage.clear();
  return () => vi.unstubAllGlobals();
});

/** As in development: React mounts, unmounts and mounts again. */
const mountTwice = (link: RoomLink) => renderHook(() => useCall(link), { reactStrictMode: true });

/** Answers every question of the page to the person, also those that are no longer wanted. */
async function allowAll(count: number) {
  await waitFor(() => expect(devices.questions).toHaveLength(count));
  for (const { answer } of devices.questions.splice(0)) answer();
}

test('mounted twice, a page that comes back to its call asks once, and no light is on after leaving it', async () => {
  const { a } = await openTwo();
  keepReturn(a.roomId, both);
  const { result } = mountTwice(a);
  await allowAll(1);
  await waitFor(() => expect(result.current.state.camera.track).not.toBeNull());
  expect([result.current.state.phase, lights()]).toEqual(['in', 2]);
  result.current.session.leave();
  expect(lights()).toBe(0);
});

test('mounted twice, the room left while in the call puts every light out', async () => {
  const { a } = await openTwo();
  const { result, unmount } = mountTwice(a);
  void result.current.session.join(both);
  await allowAll(1);
  await waitFor(() => expect(lights()).toBe(2));
  unmount();
  await waitFor(() => expect(lights()).toBe(0));
});

test('mounted twice, the room left before the person has answered leaves no light on', async () => {
  const { a } = await openTwo();
  keepReturn(a.roomId, both);
  const { unmount } = mountTwice(a);
  await waitFor(() => expect(devices.questions).toHaveLength(1));
  unmount();
  await waitFor(() => expect(sessionStorage).toHaveLength(0));
  await allowAll(1);
  await waitFor(() => expect(devices.given.map(({ readyState }) => readyState)).toEqual(['ended', 'ended']));
});
