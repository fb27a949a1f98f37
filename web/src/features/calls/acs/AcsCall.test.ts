// @vitest-environment node
import { beforeEach, expect, test, vi } from 'vitest';
import type { CallAnswer } from '../../../realtime/protocol.ts';
import { standInTrack, stubMediaStream } from '../testing/standInMedia.ts';
import { StandInParticipant, standInSdk, StandInVideo } from '../testing/StandInSdk.ts';
import { AcsCall } from './AcsCall.ts';

beforeEach(() => {
  stubMediaStream();
  vi.spyOn(console, 'debug').mockReturnValue();
});

const settle = () => new Promise((done) => setTimeout(done, 0));

const first: CallAnswer = {
  provider: 'acs',
  groupId: '0d3c1c5e-6f0c-4f7e-9d65-0a8f3c1d2b3a',
  userId: 'me',
  token: 'first',
  expiresAt: '2026-11-22T10:00:00Z',
  pages: [{ clientId: 1, userId: 'a' }],
};

async function join(outcome: 'Connected' | 'Disconnected' = 'Connected') {
  const { sdk, made } = standInSdk(outcome);
  const silence = new MediaStream();
  const present = new Set([1]);
  const later: CallAnswer[] = [];
  const ask = vi.fn(() => Promise.resolve(later.shift() ?? first));
  const onClose = vi.fn();
  const joined = AcsCall.join({ sdk, answer: first, ask, present: () => present, silence, onClose });
  await joined.catch(() => undefined);
  if (made.call === null) throw new Error('Nobody joined.');
  return { joined, call: made.call, made, silence, present, later, ask, onClose };
}

test('joins the group with the token, muted and with a silence of its own, so that the SDK opens no device', async () => {
  const { made, call, silence } = await join();
  expect(made.groupId).toBe(first.groupId);
  expect([call.isMuted, call.audio]).toEqual([true, silence]);
  expect(made.credential?.token).toEqual({
    token: 'first',
    expiresOnTimestamp: Date.UTC(2026, 10, 22, 10),
  });
});

test('a new token is asked for before the old one ends', async () => {
  const { made, later } = await join();
  later.push({ ...first, token: 'second', expiresAt: '2026-11-22T11:00:00Z' });
  expect(made.credential?.refreshProactively).toBe(true);
  expect(await made.credential?.tokenRefresher()).toEqual({
    token: 'second',
    expiresOnTimestamp: Date.UTC(2026, 10, 22, 11),
  });
});

test('a page that is not let in leaves nothing behind', async () => {
  const { joined, made, onClose } = await join('Disconnected');
  await expect(joined).rejects.toThrow('410/5000');
  expect([made.disposed, onClose.mock.calls.length]).toEqual([1, 1]);
});

test('the microphone is heard once there is one and it is not muted', async () => {
  const { joined, call } = await join();
  const provider = await joined;
  provider.setMuted(false);
  await settle();
  expect(call.isMuted).toBe(true);
  const track = standInTrack('audio');
  provider.setTrack('microphone', track);
  await settle();
  expect([call.isMuted, call.audio?.getTracks()[0]]).toEqual([false, track]);
  provider.setMuted(true);
  await settle();
  expect(call.isMuted).toBe(true);
  provider.setMuted(false);
  provider.setTrack('microphone', null);
  await settle();
  expect(call.isMuted).toBe(true);
});

test('pictures and screens come and go, each with what the service tells of the person', async () => {
  const { joined, call } = await join();
  const provider = await joined;
  const changed = vi.fn();
  provider.on('changed', changed);
  expect(provider.said(1).inCall).toBe(false);
  const other = new StandInParticipant('a');
  call.come(other);
  const camera = new StandInVideo('Video', standInTrack('video'));
  const screen = new StandInVideo('ScreenSharing', standInTrack('video'));
  other.add(camera);
  other.add(screen);
  await settle();
  expect(provider.remote(1)).toEqual({});
  screen.become(true);
  camera.become(true);
  await settle();
  expect(provider.remote(1)).toEqual({ camera: camera.track, screen: screen.track });
  expect(provider.said(1)).toEqual({
    ...{ inCall: true, microphone: true, camera: true, screen: true, cameraHeld: false },
  });
  changed.mockClear();
  other.isMuted = true;
  other.tell('isMutedChanged');
  screen.become(false);
  await settle();
  expect(changed).toHaveBeenCalled();
  expect(provider.said(1)).toMatchObject({ microphone: false, screen: false });
  call.go(other);
  expect(provider.remote(1)).toBeNull();
});

test('who came later is asked for once, and whoever the server does not know is put out', async () => {
  const { joined, call, later, ask, present } = await join();
  const provider = await joined;
  present.add(2);
  later.push({ ...first, pages: [...(first.pages ?? []), { clientId: 2, userId: 'b' }] });
  call.come(new StandInParticipant('b'));
  await settle();
  expect(provider.remote(2)).toEqual({});
  await provider.look();
  expect(ask).toHaveBeenCalledTimes(1);

  later.push({ ...first, pages: [...(first.pages ?? []), { clientId: 2, userId: 'b' }] });
  call.come(new StandInParticipant('stranger'));
  await settle();
  expect(call.removed).toEqual(['stranger']);
});

test('whoever lost the seat is shown no more, and put out as soon as the server has taken back their identity', async () => {
  const { joined, call, later, present } = await join();
  const provider = await joined;
  call.come(new StandInParticipant('a'));
  present.delete(1);
  await provider.look();
  expect(call.removed).toEqual([]);
  later.push({ ...first, pages: [] });
  await provider.look();
  expect(call.removed).toEqual(['a']);
  expect(provider.remote(1)).toBeNull();
});

test('a call that the service ends is told as lost; one that is closed is not', async () => {
  const gone = await join();
  const lost = vi.fn();
  (await gone.joined).on('lost', lost);
  gone.call.become('Disconnected');
  expect(lost).toHaveBeenCalledTimes(1);

  const left = await join();
  const provider = await left.joined;
  const never = vi.fn();
  provider.on('lost', never);
  provider.close();
  await settle();
  expect([left.call.state, left.made.disposed, left.onClose.mock.calls.length]).toEqual([
    'Disconnected',
    1,
    1,
  ]);
  expect(never).not.toHaveBeenCalled();
});

test('the speaker that was chosen is the one that is used, the usual one where none was', async () => {
  const { joined, made } = await join();
  const provider = await joined;
  provider.useSpeaker('desk');
  await settle();
  expect(made.speaker).toBe('speaker:desk');
  provider.useSpeaker(null);
  await settle();
  expect(made.speaker).toBe('speaker:default');
});
