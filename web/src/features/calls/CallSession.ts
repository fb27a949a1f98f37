/**
 * This page's part in the room's call. Outside React: what is shown may come and go, the call stays.
 *
 *   out ⇄ checking → in → out
 *
 * It ends with the seat: a page that was superseded, removed, sent to the lobby, or whose room ended, closes its
 * devices at once. A page that is loaded again comes back by itself.
 */
import { StateStore, type Store } from '../../lib/store.ts';
import { Backoff } from '../../realtime/backoff.ts';
import { hasSeat } from '../../realtime/linkState.ts';
import type { RoomLink } from '../../realtime/RoomLink.ts';
import { outside, readCallMessage, type CallMessage } from './callMessage.ts';
import type { PeerLinks, PeerState } from '../../realtime/peers/PeerLinks.ts';
import { openCall, type CallPath, type CallProvider } from './CallProvider.ts';
import type { CallPerson, CallState } from './callState.ts';
import { callChoices, setCallChoices } from './deviceChoices.ts';
import { followLoudness, SpeechGate } from './Loudness.ts';
import { barrier, type DeviceKind } from './mediaFailure.ts';
import { OwnMedia, type TrackKind } from './OwnMedia.ts';
import { changeBetween, newOther, pagesInCall, personOf, type Other } from './people.ts';
import { RemoteSound } from './RemoteSound.ts';
import { forgetReturn, keepReturn, readReturn } from './returning.ts';

const lookMs = 2000;
const listenMs = 150;
/** Messages of one page are read at most this often; of those in between only the last counts. */
const readMs = 50;
/** Whoever typed this lately is not to lose the code from under the keyboard. */
const typingMs = 3000;

const kinds = ['microphone', 'camera', 'screen'] as const satisfies readonly TrackKind[];

export class CallSession {
  readonly state: Store<CallState>;
  readonly #state: StateStore<CallState>;
  readonly #link: RoomLink;
  readonly #peers: PeerLinks;
  readonly #media: OwnMedia | null;
  readonly #sound = new RemoteSound();
  readonly #others = new Map<number, Other>();
  readonly #unread = new Map<number, string>();
  #reading: ReturnType<typeof setTimeout> | null = null;
  #closing: ReturnType<typeof setTimeout> | null = null;
  #opened: (() => void)[] = [];
  /** Null while out, and until the server has said what carries the call. */
  #provider: CallProvider | null = null;
  /** Counts the times this page went in or out: what was begun before is void. */
  #turn = 0;
  readonly #backoff = new Backoff(Math.random);
  #timers: ReturnType<typeof setInterval>[] = [];
  #stopListening: (() => void) | null = null;
  #listenedTo: MediaStreamTrack | null = null;
  #shares = 0;
  #typedAt = -Infinity;

  constructor(link: RoomLink) {
    this.#link = link;
    this.#peers = link.peers;
    const missing = barrier();
    this.#media = missing === null ? new OwnMedia(navigator.mediaDevices) : null;
    const off = { on: false, busy: false, track: null, failure: null };
    this.#state = new StateStore<CallState>({
      ...(this.#media?.state.getSnapshot() ?? {
        microphone: off,
        camera: off,
        screen: off,
        devices: { microphone: [], camera: [], speaker: [] },
      }),
      phase: 'out',
      barrier: missing,
      speaking: false,
      people: [],
      sharer: null,
      watching: null,
      soundBlocked: false,
      trouble: false,
      unplugged: null,
      heldFrom: [],
      announcement: '',
    });
    this.state = this.#state;
    this.#sound.useSpeaker(callChoices.getSnapshot().speaker);
  }

  /** Begins to follow the room, and goes back into a call that this page was in before it was loaded again. */
  open(): void {
    if (this.#closing !== null) clearTimeout(this.#closing);
    this.#closing = null;
    if (this.#opened.length > 0) return;
    const peers = this.#peers;
    this.#opened = [
      peers.state.subscribe(() => this.#followPeers()),
      peers.on('opened', (clientId) => this.#meet(clientId)),
      peers.on('call', ({ clientId, text }) => this.#receive(clientId, text)),
      this.#link.state.subscribe(() => this.#followRoom()),
      this.#sound.blocked.subscribe(() => this.#set({ soundBlocked: this.#sound.blocked.getSnapshot() })),
    ];
    if (this.#media !== null) {
      this.#opened.push(
        this.#media.state.subscribe(() => this.#followMedia()),
        this.#media.on('track', (kind) => this.#send(kind)),
        this.#media.on('unplugged', ({ label }) => this.#set({ unplugged: label })),
      );
    }
    const back = readReturn(this.#link.roomId);
    if (back !== null) void this.join(back);
  }

  /** React mounts twice in development: only when it is really gone does the call end. */
  close(): void {
    this.#closing = setTimeout(() => {
      this.leave();
      for (const end of this.#opened.splice(0)) end();
      if (this.#reading !== null) clearTimeout(this.#reading);
      this.#reading = null;
    }, 0);
  }

  /** Opens the devices for the person to see and choose, before anybody else does. */
  async check(want: Record<DeviceKind, boolean>): Promise<void> {
    if (this.#media === null || !this.#maySpeak) return;
    if (this.#now.phase === 'out') this.#set({ phase: 'checking' });
    await this.#media.open(want);
  }

  /** Closes a device during the check. */
  shut(kind: DeviceKind): void {
    this.#media?.shut(kind);
  }

  endCheck(): void {
    if (this.#now.phase !== 'checking') return;
    this.#set({ phase: 'out' });
    this.#media?.close();
  }

  /** Goes in with what is open or can be opened; without any of it one still hears and sees the others. */
  async join(want: Record<DeviceKind, boolean>): Promise<void> {
    if (this.#media === null || !this.#maySpeak || this.#now.phase === 'in') return;
    this.#set({ phase: 'in' });
    this.#timers = [
      setInterval(() => void this.#look(), lookMs),
      setInterval(() => this.#listen(), listenMs),
    ];
    this.#refresh();
    for (const kind of ['microphone', 'camera'] as const) if (!want[kind]) this.#media.shut(kind);
    this.#remember(want);
    this.#backoff.reset();
    void this.#connect(++this.#turn);
    await this.#media.open(want);
  }

  leave(): void {
    this.endCheck();
    if (this.#now.phase !== 'in') return;
    forgetReturn();
    for (const timer of this.#timers.splice(0)) clearInterval(timer);
    this.#set({ phase: 'out', trouble: false, unplugged: null, speaking: false, announcement: '' });
    this.#media?.close();
    this.#turn++;
    this.#provider?.close();
    this.#provider = null;
    this.#refresh();
  }

  async setMicrophone(on: boolean): Promise<void> {
    this.#remember({ microphone: on });
    await this.#media?.setMicrophone(on);
  }

  async setCamera(on: boolean): Promise<void> {
    this.#remember({ camera: on });
    await this.#media?.setCamera(on);
  }

  async choose(kind: DeviceKind | 'speaker', deviceId: string): Promise<void> {
    if (kind === 'speaker') {
      setCallChoices({ speaker: deviceId });
      this.#sound.useSpeaker(deviceId);
      this.#provider?.useSpeaker(deviceId);
    } else await this.#media?.choose(kind, deviceId);
  }

  async shareScreen(): Promise<void> {
    if (this.#now.phase === 'in') await this.#media?.shareScreen();
  }

  stopScreen(): void {
    this.#media?.stopScreen();
  }

  /** Whose screen is shown large; null for the code. */
  watch(clientId: number | null): void {
    this.#set({ watching: clientId });
  }

  noteTyping(): void {
    this.#typedAt = performance.now();
  }

  hearAll(): void {
    this.#sound.unblock();
  }

  forgive(kind: TrackKind): void {
    this.#media?.forgive(kind);
  }

  forgetUnplugged(): void {
    this.#set({ unplugged: null });
  }

  get #now(): CallState {
    return this.#state.getSnapshot();
  }

  get #maySpeak(): boolean {
    return hasSeat(this.#link.state.getSnapshot().phase);
  }

  #followRoom(): void {
    if (!this.#maySpeak) this.leave();
    this.#refresh();
  }

  #followMedia(): void {
    if (this.#media === null) return;
    this.#set(this.#media.state.getSnapshot());
    this.#provider?.setMuted(!this.#now.microphone.on);
    this.#followOwnVoice();
    this.#tellAll();
  }

  #followOwnVoice(): void {
    const { track, on } = this.#now.microphone;
    const heard = this.#now.phase === 'in' && on ? track : null;
    if (heard === this.#listenedTo) return;
    this.#listenedTo = heard;
    this.#stopListening?.();
    this.#stopListening = null;
    this.#set({ speaking: false });
    if (heard === null) return;
    const gate = new SpeechGate();
    this.#stopListening = followLoudness(heard, (level) =>
      this.#set({ speaking: gate.speaks(level, performance.now()) }),
    );
  }

  /** Goes in by what the server says, as often as it takes: people write and run code meanwhile. */
  async #connect(turn: number): Promise<void> {
    while (turn === this.#turn) {
      try {
        const provider = await openCall(this.#link);
        if (turn === this.#turn) this.#use(provider);
        else provider.close();
        return;
      } catch (cause) {
        if (turn !== this.#turn) return;
        console.debug('The call cannot be reached.', cause);
        this.#set({ trouble: true });
        await new Promise((again) => setTimeout(again, this.#backoff.next()));
      }
    }
  }

  #use(provider: CallProvider): void {
    this.#provider = provider;
    provider.on('changed', () => this.#refresh());
    provider.on('lost', () => {
      if (this.#provider !== provider) return;
      provider.close();
      this.#provider = null;
      this.#refresh();
      // Whoever is put out of it again and again asks for the way in ever more rarely.
      const turn = ++this.#turn;
      setTimeout(() => void this.#connect(turn), this.#backoff.next());
    });
    this.#set({ trouble: false });
    provider.useSpeaker(callChoices.getSnapshot().speaker);
    for (const kind of kinds) this.#send(kind);
    provider.setMuted(!this.#now.microphone.on);
    this.#refresh();
  }

  /** Gives the track to those in the call, and to nobody else. */
  #send(kind: TrackKind): void {
    const track = this.#media?.state.getSnapshot()[kind].track ?? null;
    this.#provider?.setTrack(kind, track, (clientId) => this.#others.get(clientId)?.said.inCall === true);
  }

  #otherOf(clientId: number): Other {
    const other = this.#others.get(clientId) ?? newOther();
    this.#others.set(clientId, other);
    return other;
  }

  #meet(clientId: number): void {
    const other = this.#otherOf(clientId);
    other.told = '';
    this.#tell(clientId, other, this.#heldFrom().includes(clientId));
  }

  /** Whoever has no page in the room any more is forgotten; one whose connection broke is awaited. */
  #followPeers(): void {
    const present = new Set(this.#peers.state.getSnapshot().map(({ clientId }) => clientId));
    for (const clientId of this.#others.keys()) {
      if (present.has(clientId)) continue;
      this.#unread.delete(clientId);
      this.#others.delete(clientId);
    }
    this.#refresh();
  }

  #receive(clientId: number, text: string): void {
    this.#unread.set(clientId, text);
    this.#reading ??= setTimeout(() => {
      this.#reading = null;
      const unread = [...this.#unread];
      this.#unread.clear();
      for (const [from, newest] of unread) this.#learn(from, newest);
    }, readMs);
  }

  #learn(clientId: number, text: string): void {
    const said = readCallMessage(text);
    if (said !== null) this.#note(this.#otherOf(clientId), said);
    this.#refresh();
  }

  #note(other: Other, said: CallMessage): void {
    const before = other.said;
    other.said = said;
    if (said.screen && !before.screen) other.sharedAt = ++this.#shares;
    if (said.inCall !== before.inCall) for (const kind of kinds) this.#send(kind);
  }

  /** Whoever cannot be heard of itself is as the provider sees it, where it sees anything. */
  #noteSeen(): void {
    for (const { clientId, connection } of this.#peers.state.getSnapshot()) {
      if (connection === 'direct' || connection === 'relayed') continue;
      const seen = this.#provider?.said(clientId) ?? null;
      if (seen !== null) this.#note(this.#otherOf(clientId), seen);
    }
  }

  #pathTo(peer: PeerState): CallPath {
    return this.#provider?.path(peer) ?? { ...peer, figures: null, cameraHeld: false };
  }

  #tellAll(): void {
    const held = new Set(this.#heldFrom());
    for (const [clientId, other] of this.#others) this.#tell(clientId, other, held.has(clientId));
  }

  /** Pages that this one's picture is held back from, if it has one. */
  #heldFrom(): number[] {
    return this.#peers.state
      .getSnapshot()
      .filter((peer) => this.#pathTo(peer).cameraHeld)
      .map(({ clientId }) => clientId);
  }

  #tell(clientId: number, other: Other, isHeld: boolean): void {
    const { phase, microphone, camera, screen } = this.#now;
    const cameraOn = camera.on && camera.track !== null;
    const message: CallMessage =
      phase !== 'in'
        ? outside
        : {
            inCall: true,
            microphone: microphone.on && microphone.track !== null,
            camera: cameraOn,
            screen: screen.track !== null,
            cameraHeld: cameraOn && isHeld,
          };
    const text = JSON.stringify(message);
    if (text === other.told) return;
    other.told = text;
    this.#peers.sendCall(text, clientId);
  }

  /** What is shown follows from what each page said, the room's list, and the connections. */
  #refresh(): void {
    this.#noteSeen();
    const { people: before, phase, sharer: shownBefore, camera } = this.#now;
    const held = this.#heldFrom();
    const { participants } = this.#link.state.getSnapshot();
    const isIn = phase === 'in';
    const people: CallPerson[] = [];
    const sounds = new Map<number, MediaStreamTrack>();
    for (const [peer, other] of this.#inCall()) {
      const participant = participants.find(({ id }) => id === peer.participantId);
      if (participant === undefined) continue;
      const { clientId } = peer;
      const tracks = this.#provider?.remote(clientId) ?? null;
      const speaking = before.some((one) => one.clientId === clientId && one.speaking);
      const around = { speaking, ownCameraOn: camera.on };
      people.push(personOf(clientId, other, participant, tracks, this.#pathTo(peer), around));
      if (tracks?.microphone !== undefined) sounds.set(clientId, tracks.microphone);
    }
    this.#sound.play(sounds);
    const sharedAt = ({ clientId }: CallPerson) => this.#others.get(clientId)?.sharedAt ?? 0;
    const sharers = people.filter(({ screen }) => screen !== null).sort((a, b) => sharedAt(b) - sharedAt(a));
    const sharer = isIn ? (sharers[0]?.clientId ?? null) : null;
    this.#set({
      people,
      sharer,
      heldFrom: people
        .filter(({ clientId }) => isIn && camera.on && held.includes(clientId))
        .map(({ participant }) => participant.name),
    });
    if (sharer !== shownBefore) this.#showNewest();
    const change = isIn ? changeBetween(before, people) : '';
    if (change !== '') this.#set({ announcement: change });
    this.#followOwnVoice();
    this.#tellAll();
  }

  /** The newest share is shown at once, unless the person is just typing: then they are told. */
  #showNewest(): void {
    const { sharer, watching, people } = this.#now;
    const isTyping = performance.now() - this.#typedAt < typingMs;
    const stillThere = people.some(({ clientId, screen }) => clientId === watching && screen !== null);
    if (sharer === null) this.#set({ watching: null });
    else if (!isTyping) this.#set({ watching: sharer });
    else if (!stillThere) this.#set({ watching: null });
  }

  #inCall() {
    return pagesInCall(this.#peers.state.getSnapshot(), this.#others);
  }

  /** How the ways to the others are, and what is to be sent on them. */
  async #look(): Promise<void> {
    await this.#provider?.look(this.#inCall().map(([{ clientId }]) => clientId));
    this.#refresh();
  }

  /** Who speaks, by the loudness that came with their last packets. */
  #listen(): void {
    const now = performance.timeOrigin + performance.now();
    const before = this.#now.people;
    const people = before.map((person) => {
      const gate = this.#others.get(person.clientId)?.gate;
      const level = this.#provider?.level(person.clientId) ?? 0;
      const speaking = person.microphone && gate?.speaks(level, now) === true;
      return speaking === person.speaking ? person : { ...person, speaking };
    });
    if (people.some((person, index) => person !== before[index])) this.#set({ people });
  }

  #remember(want: Partial<Record<DeviceKind, boolean>>): void {
    const { withMicrophone, withCamera } = callChoices.getSnapshot();
    const { microphone = withMicrophone, camera = withCamera } = want;
    setCallChoices({ withMicrophone: microphone, withCamera: camera });
    if (this.#now.phase === 'in') keepReturn(this.#link.roomId, { microphone, camera });
  }

  #set(change: Partial<CallState>): void {
    const now = this.#now;
    const same = (Object.keys(change) as (keyof CallState)[]).every((name) =>
      Object.is(now[name], change[name]),
    );
    if (!same) this.#state.set({ ...now, ...change });
  }
}

const sessions = new WeakMap<RoomLink, CallSession>();

/** The call of a link's room; one for the page. */
export function callSession(link: RoomLink): CallSession {
  const known = sessions.get(link);
  if (known !== undefined) return known;
  const made = new CallSession(link);
  sessions.set(link, made);
  return made;
}
