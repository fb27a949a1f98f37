/**
 * The devices of this machine: microphone, camera, a shared screen. Whatever is opened here is closed here; an answer
 * of the browser that comes after its question was withdrawn is closed on arrival, so that no light stays on.
 */
import { Listeners } from '../../lib/Listeners.ts';
import { StateStore, type Store } from '../../lib/store.ts';
import { callChoices, setCallChoices } from './deviceChoices.ts';
import { failureOf, permission, type DeviceKind, type MediaFailure } from './mediaFailure.ts';

export type TrackKind = DeviceKind | 'screen';

export interface OwnTrack {
  /** What the person wants, and what others are told once there is a track. */
  on: boolean;
  /** The browser is being asked. */
  busy: boolean;
  track: MediaStreamTrack | null;
  failure: MediaFailure | null;
}

export interface DeviceChoice {
  id: string;
  label: string;
}

export interface OwnMediaState extends Record<TrackKind, OwnTrack> {
  devices: Record<DeviceKind | 'speaker', readonly DeviceChoice[]>;
}

interface OwnMediaEvents {
  track: TrackKind;
  /** A device went away while it was used; named if its name is known. */
  unplugged: { kind: DeviceKind; label: string };
}

const closed: OwnTrack = { on: false, busy: false, track: null, failure: null };

const listed = { audioinput: 'microphone', videoinput: 'camera', audiooutput: 'speaker' } as const;

export class OwnMedia {
  readonly state: Store<OwnMediaState>;
  readonly #state = new StateStore<OwnMediaState>({
    microphone: closed,
    camera: closed,
    screen: closed,
    devices: { microphone: [], camera: [], speaker: [] },
  });
  readonly #listeners = new Listeners<OwnMediaEvents>();
  readonly #devices: MediaDevices;
  /** Raised whenever what was asked for is no longer wanted. */
  readonly #ticket: Record<TrackKind, number> = { microphone: 0, camera: 0, screen: 0 };
  #watching = false;
  /** Muted, whatever microphone it is or will be. */
  #silent = false;

  constructor(devices: MediaDevices) {
    this.#devices = devices;
    this.state = this.#state;
  }

  on<K extends keyof OwnMediaEvents>(event: K, listener: (value: OwnMediaEvents[K]) => void): () => void {
    return this.#listeners.on(event, listener);
  }

  /** Opens what is wanted and not yet there, with one question to the person where the browser allows that. */
  async open(want: Record<DeviceKind, boolean>): Promise<void> {
    this.#watch();
    if (want.microphone) this.#speak(true);
    const kinds = (['microphone', 'camera'] as const).filter(
      (kind) => want[kind] && this.#now[kind].track === null,
    );
    if (kinds.length > 0) await this.#ask(kinds);
    await this.#list();
  }

  /** Muting keeps the microphone open and sends silence, so that unmuting takes no time. */
  async setMicrophone(on: boolean): Promise<void> {
    if (on) return this.open({ microphone: true, camera: false });
    this.#withdraw('microphone');
    this.#speak(false);
  }

  /** Off closes the camera, so that its light goes out. */
  async setCamera(on: boolean): Promise<void> {
    if (on) return this.open({ microphone: false, camera: true });
    this.shut('camera');
  }

  /** Closes a device; unlike mute, its light goes out. */
  shut(kind: TrackKind): void {
    this.#withdraw(kind);
    const { track } = this.#now[kind];
    this.#set(kind, closed);
    if (track === null) return;
    this.#listeners.emit('track', kind);
    track.stop();
  }

  /** Changes a device, at once if it is in use. What cannot be opened leaves the one before in place. */
  async choose(kind: DeviceKind, deviceId: string): Promise<void> {
    setCallChoices({ [kind]: deviceId });
    if (this.#now[kind].track !== null || this.#now[kind].on || this.#now[kind].failure !== null) {
      await this.#ask([kind], deviceId);
    }
  }

  async shareScreen(): Promise<void> {
    this.#withdraw('screen');
    const ticket = this.#ticket.screen;
    this.#set('screen', { busy: true, failure: null });
    let stream: MediaStream;
    try {
      stream = await this.#devices.getDisplayMedia({
        video: { frameRate: { ideal: 15, max: 15 } },
        audio: false,
      });
    } catch (error) {
      if (ticket !== this.#ticket.screen) return;
      // Closing the browser's own choice is an answer, not a failure.
      const failure = await failureOf(error, 'camera');
      this.#set('screen', {
        busy: false,
        failure: failure === 'denied' || failure === 'dismissed' ? null : failure,
      });
      return;
    }
    const track = stream.getVideoTracks()[0];
    if (ticket !== this.#ticket.screen || track === undefined) {
      stopAll(stream);
      return;
    }
    // Letters stay sharp; frames are what is given up.
    track.contentHint = 'detail';
    this.#take('screen', track);
  }

  stopScreen(): void {
    this.shut('screen');
  }

  /** Closes everything; lights go out. */
  close(): void {
    this.#devices.removeEventListener('devicechange', this.#onDevices);
    this.#watching = false;
    for (const kind of ['microphone', 'camera', 'screen'] as const) this.shut(kind);
  }

  /** After a failure was read. */
  forgive(kind: TrackKind): void {
    this.#set(kind, { failure: null });
  }

  get #now(): OwnMediaState {
    return this.#state.getSnapshot();
  }

  async #ask(kinds: readonly DeviceKind[], exactly?: string): Promise<void> {
    const tickets = kinds.map((kind) => {
      this.#ticket[kind]++;
      this.#set(kind, { on: !this.#isSilent(kind), busy: true, failure: null });
      return this.#ticket[kind];
    });
    let stream: MediaStream;
    try {
      stream = await this.#openStream(kinds, exactly);
    } catch (error) {
      if (kinds.length === 1 || (await this.#wasRefused(error, kinds))) {
        for (const [index, kind] of kinds.entries()) await this.#fail(kind, tickets[index], error);
      } else {
        // One of them has no answer, and the browser does not say which.
        for (const [index, kind] of kinds.entries()) {
          if (this.#ticket[kind] === tickets[index]) await this.#ask([kind]);
        }
      }
      return;
    }
    for (const [index, kind] of kinds.entries()) {
      const track = (kind === 'microphone' ? stream.getAudioTracks() : stream.getVideoTracks())[0];
      if (track === undefined) continue;
      if (this.#ticket[kind] === tickets[index]) this.#take(kind, track);
      else track.stop();
    }
  }

  /** With the devices that were chosen, now or in an earlier call; of an earlier one that is gone, with any. */
  async #openStream(kinds: readonly DeviceKind[], exactly?: string): Promise<MediaStream> {
    const chosen = callChoices.getSnapshot();
    const device = (kind: DeviceKind) => exactly ?? chosen[kind];
    try {
      return await this.#devices.getUserMedia(constraintsOf(kinds, device));
    } catch (error) {
      const isGone = error instanceof Error && error.name === 'OverconstrainedError';
      if (!isGone || exactly !== undefined) throw error;
      return this.#devices.getUserMedia(constraintsOf(kinds, () => null));
    }
  }

  /** Whether asking for each by itself would only repeat the question that was just answered with no. */
  async #wasRefused(error: unknown, kinds: readonly DeviceKind[]): Promise<boolean> {
    if (!(error instanceof Error) || error.name !== 'NotAllowedError') return false;
    const allowed = await Promise.all(kinds.map((kind) => permission(kind)));
    return !allowed.includes('granted');
  }

  async #fail(kind: DeviceKind, ticket: number | undefined, error: unknown): Promise<void> {
    const failure = await failureOf(error, kind);
    if (ticket !== this.#ticket[kind]) return;
    const kept = this.#now[kind].track;
    this.#set(kind, { busy: false, on: kept !== null && !this.#isSilent(kind), failure });
  }

  #isSilent(kind: TrackKind): boolean {
    return kind === 'microphone' && this.#silent;
  }

  #take(kind: TrackKind, track: MediaStreamTrack): void {
    const before = this.#now[kind].track;
    track.enabled = !this.#isSilent(kind);
    this.#set(kind, { on: track.enabled, busy: false, track, failure: null });
    this.#listeners.emit('track', kind);
    before?.stop();
    // Not fired by our own stop(): the device was pulled, or sharing was ended in the browser's own bar.
    track.addEventListener('ended', () => {
      if (this.#now[kind].track === track) this.#lost(kind, track.label);
    });
  }

  #lost(kind: TrackKind, label: string): void {
    this.shut(kind);
    if (kind === 'screen') return;
    this.#listeners.emit('unplugged', { kind, label });
    // Another one may be there. Who was muted stays so.
    void this.#ask([kind]).then(() => this.#list());
  }

  #withdraw(kind: TrackKind): void {
    this.#ticket[kind]++;
    if (this.#now[kind].busy) this.#set(kind, { busy: false });
  }

  #speak(aloud: boolean): void {
    this.#silent = !aloud;
    const { track } = this.#now.microphone;
    if (track === null) {
      this.#set('microphone', { on: false });
      return;
    }
    track.enabled = aloud;
    this.#set('microphone', { on: aloud });
  }

  #watch(): void {
    if (this.#watching) return;
    this.#watching = true;
    this.#devices.addEventListener('devicechange', this.#onDevices);
  }

  readonly #onDevices = () => void this.#list();

  async #list(): Promise<void> {
    const found: Record<DeviceKind | 'speaker', DeviceChoice[]> = { microphone: [], camera: [], speaker: [] };
    for (const { kind, deviceId, label } of await this.#devices.enumerateDevices()) {
      // Before the permission all ids are empty: there is nothing to choose from yet.
      if (deviceId === '') continue;
      const list = found[listed[kind]];
      list.push({ id: deviceId, label: label === '' ? `${listed[kind]} ${list.length + 1}` : label });
    }
    this.#state.set({ ...this.#now, devices: found });
  }

  #set(kind: TrackKind, change: Partial<OwnTrack>): void {
    this.#state.set({ ...this.#now, [kind]: { ...this.#now[kind], ...change } });
  }
}

function stopAll(stream: MediaStream): void {
  for (const track of stream.getTracks()) track.stop();
}

function constraintsOf(
  kinds: readonly DeviceKind[],
  device: (kind: DeviceKind) => string | null,
): MediaStreamConstraints {
  const of = (kind: DeviceKind): MediaTrackConstraints => {
    const id = device(kind);
    // A mere wish would weigh no more than the size: another camera could win.
    return id === null ? {} : { deviceId: { exact: id } };
  };
  return {
    audio: kinds.includes('microphone') && {
      ...of('microphone'),
      echoCancellation: true,
      noiseSuppression: true,
      autoGainControl: true,
    },
    video: kinds.includes('camera') && {
      ...of('camera'),
      // Tiles are small and four people share two cores and an uplink: more would only be thrown away.
      width: { ideal: 640 },
      height: { ideal: 360 },
      frameRate: { ideal: 24, max: 30 },
    },
  };
}
