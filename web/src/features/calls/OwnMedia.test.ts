import { beforeEach, expect, test } from 'vitest';
import { setCallChoices } from './deviceChoices.ts';
import { OwnMedia } from './OwnMedia.ts';
import { FakeDevices } from './testing/FakeDevices.ts';

let devices: FakeDevices;
let media: OwnMedia;
const live = () => devices.given.filter(({ readyState }) => readyState === 'live').length;
const turn = () => new Promise((done) => setTimeout(done));

async function question(index: number) {
  while (devices.questions[index] === undefined) await turn();
  return devices.questions[index];
}

beforeEach(() => {
  setCallChoices({ microphone: null, camera: null });
  devices = new FakeDevices();
  media = new OwnMedia(devices as unknown as MediaDevices);
});

test('one question for both, and closing puts every light out', async () => {
  const opening = media.open({ microphone: true, camera: true });
  (await question(0)).answer();
  await opening;
  expect(devices.questions).toHaveLength(1);
  expect(live()).toBe(2);
  media.close();
  expect(live()).toBe(0);
  expect(media.state.getSnapshot().camera).toMatchObject({ on: false, track: null });
});

test('an answer that comes after everything was closed leaves no light on (StrictMode)', async () => {
  const first = media.open({ microphone: true, camera: true });
  media.close();
  const second = media.open({ microphone: true, camera: true });
  (await question(0)).answer();
  (await question(1)).answer();
  await Promise.all([first, second]);
  expect(live()).toBe(2);
  media.close();
  expect(live()).toBe(0);
});

test('without a camera the microphone is asked for by itself', async () => {
  const opening = media.open({ microphone: true, camera: true });
  const none = Object.assign(new Error('none'), { name: 'NotFoundError' });
  (await question(0)).answer(none);
  (await question(1)).answer();
  (await question(2)).answer(none);
  await opening;
  const { microphone, camera } = media.state.getSnapshot();
  expect(microphone).toMatchObject({ on: true, failure: null });
  expect(camera).toMatchObject({ on: false, track: null, failure: 'absent' });
});

test('the device of an earlier call is taken, and any other one when it is gone', async () => {
  setCallChoices({ camera: 'mine' });
  const opening = media.open({ microphone: false, camera: true });
  expect((await question(0)).wish.video).toMatchObject({ deviceId: { exact: 'mine' } });
  (await question(0)).answer(Object.assign(new Error('gone'), { name: 'OverconstrainedError' }));
  expect((await question(1)).wish.video).not.toHaveProperty('deviceId');
  (await question(1)).answer();
  await opening;
  expect(live()).toBe(1);
});

test('a no is not asked about again', async () => {
  const opening = media.open({ microphone: true, camera: true });
  (await question(0)).answer(Object.assign(new Error('no'), { name: 'NotAllowedError' }));
  await opening;
  expect(devices.questions).toHaveLength(1);
  expect(media.state.getSnapshot().microphone.failure).toBe('denied');
  expect(media.state.getSnapshot().camera.failure).toBe('denied');
});

test('mute keeps the microphone open and silent, also through a change of it', async () => {
  const opening = media.open({ microphone: true, camera: false });
  (await question(0)).answer();
  await opening;
  await media.setMicrophone(false);
  expect(devices.given[0]).toMatchObject({ enabled: false, readyState: 'live' });
  const changing = media.choose('microphone', 'other');
  (await question(1)).answer();
  await changing;
  expect(devices.given[0]?.readyState).toBe('ended');
  expect(devices.given[1]).toMatchObject({ enabled: false, readyState: 'live' });
  expect(media.state.getSnapshot().microphone.on).toBe(false);
});

test('a device that is pulled out is told and replaced by another one', async () => {
  const opening = media.open({ microphone: false, camera: true });
  (await question(0)).answer();
  await opening;
  const told: string[] = [];
  media.on('unplugged', ({ label }) => told.push(label));
  devices.given[0]?.unplug();
  (await question(1)).answer();
  await turn();
  expect(told).toEqual(['cam']);
  expect(live()).toBe(1);
  expect(media.state.getSnapshot().camera.on).toBe(true);
});
