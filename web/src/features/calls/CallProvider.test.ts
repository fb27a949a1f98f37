// @vitest-environment node
/** What a session may expect of whatever carries the call: the same for each. */
import { beforeEach, describe, expect, test, vi } from 'vitest';
import type { Participant } from '../../realtime/protocol.ts';
import { PeerLinks } from '../../realtime/peers/PeerLinks.ts';
import { StandInConnection } from '../../realtime/testing/StandInConnection.ts';
import { TestClock } from '../../realtime/testing/TestClock.ts';
import { AcsCall } from './acs/AcsCall.ts';
import type { CallProvider } from './CallProvider.ts';
import { MeshCall } from './MeshCall.ts';
import type { TrackKind } from './OwnMedia.ts';
import { standInTrack, stubMediaStream } from './testing/standInMedia.ts';
import { StandInParticipant, standInSdk, StandInVideo } from './testing/StandInSdk.ts';

type Tracks = Partial<Record<TrackKind, MediaStreamTrack | null>>;

/** A page in the call with one other, whose client id is 1, and what can be seen of it at the other end. */
interface Page {
  provider: CallProvider;
  /** What the other end is sent. */
  sent: () => Promise<Tracks>;
  /** The other shows a picture. */
  show: (track: MediaStreamTrack) => Promise<void>;
  speak: (aloud: boolean) => void;
}

beforeEach(() => {
  stubMediaStream();
  vi.spyOn(console, 'debug').mockReturnValue();
});

async function meshPage(): Promise<Page> {
  const clock = new TestClock();
  const made: StandInConnection[] = [];
  const peers = new PeerLinks({
    clock,
    random: () => 0.5,
    connect: (configuration) => {
      made.push(new StandInConnection(configuration));
      return made.at(-1) as unknown as RTCPeerConnection;
    },
    readIce: () => Promise.resolve({ servers: [], policy: 'all' as const }),
    signal: () => Promise.resolve(),
  });
  const seat = (id: string, clientId: number): Participant => ({
    ...{ id, name: id, role: 'interviewer', status: 'seated', colour: '#112233' },
    ...{ clientId, online: true, joinedAt: '' },
  });
  const provider = new MeshCall(peers);
  peers.follow(5, 'me', [seat('me', 5), seat('a', 1)]);
  await clock.pass(100);
  const [connection] = made;
  if (connection === undefined) throw new Error('Nobody was linked.');
  connection.become('connected');
  const sections = connection.transceivers;
  return {
    provider,
    sent: async () => {
      await clock.pass(0);
      const [microphone, camera, screen] = sections.map(({ sender }) => sender.track as MediaStreamTrack);
      return { microphone: microphone ?? null, camera: camera ?? null, screen: screen ?? null };
    },
    // A mesh has a track for everything from the first moment on; what is in it is what comes.
    show: async (track) => {
      if (sections[1] !== undefined) sections[1].receiver.track = track;
      await clock.pass(0);
    },
    speak: (aloud) => {
      if (sections[0] !== undefined) sections[0].receiver.loudness = aloud ? 0.5 : 0;
    },
  };
}

async function acsPage(): Promise<Page> {
  const { sdk, made } = standInSdk();
  const silence = new MediaStream();
  const answer = {
    provider: 'acs' as const,
    groupId: 'g',
    userId: 'me',
    token: 't',
    expiresAt: '2026-11-22T10:00:00Z',
    pages: [{ clientId: 1, userId: 'a' }],
  };
  const provider = await AcsCall.join({
    ...{ sdk, answer, silence, ask: () => Promise.resolve(answer) },
    ...{ present: () => new Set([1]), onClose: () => undefined },
  });
  const call = made.call;
  if (call === null) throw new Error('Nobody joined.');
  const other = new StandInParticipant('a');
  call.come(other);
  const settle = () => new Promise((done) => setTimeout(done, 0));
  const trackOf = (stream: MediaStream | null | undefined) => stream?.getTracks()[0] ?? null;
  return {
    provider,
    sent: async () => {
      await settle();
      return {
        microphone: trackOf(call.audio),
        camera: trackOf(call.video?.stream),
        screen: trackOf(call.screen),
      };
    },
    show: async (track) => {
      const stream = new StandInVideo('Video', track);
      other.add(stream);
      stream.become(true);
      await settle();
    },
    speak: (aloud) => {
      other.isSpeaking = aloud;
    },
  };
}

describe.each([
  ['mesh', meshPage],
  ['Azure Communication Services', acsPage],
])('%s', (_, open) => {
  const everybody = () => true;
  const nothing = { microphone: null, camera: null, screen: null };

  test('sends what it is given, another one in its place, and no more once it is taken away', async () => {
    const { provider, sent } = await open();
    expect(await sent()).toEqual(nothing);
    const given = {
      microphone: standInTrack('audio'),
      camera: standInTrack('video'),
      screen: standInTrack('video'),
    };
    for (const kind of ['microphone', 'camera', 'screen'] as const) {
      provider.setTrack(kind, given[kind], everybody);
    }
    const before = await sent();
    for (const kind of ['microphone', 'camera', 'screen'] as const) expect(before[kind]).toBe(given[kind]);
    const other = standInTrack('video');
    provider.setTrack('camera', other, everybody);
    provider.setTrack('screen', null, everybody);
    provider.setTrack('camera', other, everybody);
    const after = await sent();
    expect(after.microphone).toBe(given.microphone);
    expect(after.camera).toBe(other);
    expect(after.screen).toBeNull();
  });

  test('of many wishes in a row the last one counts', async () => {
    const { provider, sent } = await open();
    const camera = standInTrack('video');
    for (let i = 0; i < 5; i++) {
      provider.setTrack('camera', standInTrack('video'), everybody);
      provider.setTrack('camera', null, everybody);
    }
    provider.setTrack('camera', camera, everybody);
    expect((await sent()).camera).toBe(camera);
  });

  test('shows what comes from a page, and nothing of a page that is not there', async () => {
    const { provider, show } = await open();
    const picture = standInTrack('video');
    await show(picture);
    expect(provider.remote(1)?.camera).toBe(picture);
    expect(provider.remote(2)).toBeNull();
  });

  test('knows who speaks', async () => {
    const { provider, speak } = await open();
    expect(provider.level(1)).toBe(0);
    speak(true);
    expect(provider.level(1)).toBeGreaterThan(0.02);
    expect(provider.level(2)).toBe(0);
    speak(false);
    expect(provider.level(1)).toBe(0);
  });

  test('sends nothing any more once it is closed, twice or not, whatever was wished for at that moment', async () => {
    const { provider, sent } = await open();
    provider.setTrack('microphone', standInTrack('audio'), everybody);
    await sent();
    provider.setTrack('camera', standInTrack('video'), everybody);
    provider.close();
    provider.close();
    expect(await sent()).toEqual(nothing);
  });

  test('a look at those who are there, and at nobody, changes nothing', async () => {
    const { provider, show } = await open();
    const picture = standInTrack('video');
    await show(picture);
    await provider.look([1]);
    await provider.look([]);
    expect(provider.remote(1)?.camera).toBe(picture);
    const path = provider.path({ clientId: 1, participantId: 'a', connection: 'direct' });
    expect(path.connection).toMatch(/direct|relayed/);
    expect(path.cameraHeld).toBe(false);
  });
});
