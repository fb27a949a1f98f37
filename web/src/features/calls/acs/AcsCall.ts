import type * as Calling from '@azure/communication-calling';
import type * as Common from '@azure/communication-common';
import { Listeners } from '../../../lib/Listeners.ts';
import type { CallAnswer } from '../../../realtime/protocol.ts';
import type { PeerState } from '../../../realtime/peers/PeerLinks.ts';
import { outside, type CallMessage } from '../callMessage.ts';
import type { CallPath, CallProvider, CallProviderEvents } from '../CallProvider.ts';
import type { TrackKind } from '../OwnMedia.ts';
import { AcsRemote, userIdOf } from './AcsRemote.ts';
import { AcsSending } from './AcsSending.ts';

/** The part of the SDK that is used here. */
export type AcsSdk = Pick<typeof Calling, 'CallClient' | 'LocalAudioStream' | 'LocalVideoStream'> &
  Pick<typeof Common, 'AzureCommunicationTokenCredential'>;

export interface AcsOptions {
  sdk: AcsSdk;
  answer: CallAnswer;
  /** Asks the server anew: a token that lasts, and who is who by now. */
  ask: () => Promise<CallAnswer>;
  /** Client ids of the other pages that have a seat, as far as this page knows. */
  present: () => ReadonlySet<number>;
  /** Sound that is none. */
  silence: MediaStream;
  onClose: () => void;
}

/** One group call of Azure Communication Services, which plays what is said itself and adapts pictures by itself. */
export class AcsCall implements CallProvider {
  readonly #options: AcsOptions;
  readonly #listeners = new Listeners<CallProviderEvents>();
  readonly #agent: Calling.CallAgent;
  readonly #call: Calling.Call;
  readonly #devices: Calling.DeviceManager;
  readonly #sending: AcsSending;
  readonly #remotes = new Map<string, AcsRemote>();
  #clientIds: ReadonlyMap<string, number>;
  #asking = false;
  #closed = false;

  /** Rejects where the service cannot be reached, or does not let this page in. */
  static async join(options: AcsOptions): Promise<AcsCall> {
    const { sdk, answer, ask } = options;
    try {
      const credential = new sdk.AzureCommunicationTokenCredential({
        token: tokenOf(answer),
        tokenRefresher: async () => tokenOf(await ask()),
        refreshProactively: true,
      });
      const client = new sdk.CallClient();
      const agent = await client.createCallAgent(credential);
      try {
        const devices = await client.getDeviceManager();
        const call = agent.join(
          { groupId: required(answer.groupId) },
          { audioOptions: { muted: true, localAudioStreams: [new sdk.LocalAudioStream(options.silence)] } },
        );
        await connected(call);
        return new AcsCall(options, agent, call, devices);
      } catch (cause) {
        await agent.dispose();
        throw cause;
      }
    } catch (cause) {
      options.onClose();
      throw cause;
    }
  }

  private constructor(
    options: AcsOptions,
    agent: Calling.CallAgent,
    call: Calling.Call,
    devices: Calling.DeviceManager,
  ) {
    this.#options = options;
    this.#agent = agent;
    this.#call = call;
    this.#devices = devices;
    this.#sending = new AcsSending(options.sdk, call, options.silence);
    this.#clientIds = pagesOf(options.answer);
    call.on('stateChanged', this.#followState);
    call.on('remoteParticipantsUpdated', this.#followRemotes);
    this.#followRemotes({ added: [...call.remoteParticipants], removed: [] });
  }

  on(event: keyof CallProviderEvents, listener: () => void): () => void {
    return this.#listeners.on(event, listener);
  }

  /** In a group call everybody is sent the same. */
  setTrack(kind: TrackKind, track: MediaStreamTrack | null): void {
    this.#sending.setTrack(kind, track);
  }

  setMuted(muted: boolean): void {
    this.#sending.setMuted(muted);
  }

  remote(clientId: number): Partial<Record<TrackKind, MediaStreamTrack>> | null {
    return this.#remoteOf(clientId)?.tracks ?? null;
  }

  useSpeaker(deviceId: string | null): void {
    void this.#selectSpeaker(deviceId).catch((cause: unknown) => {
      console.debug('Another speaker is not to be had.', cause);
    });
  }

  said(clientId: number): CallMessage {
    return this.#remoteOf(clientId)?.said ?? outside;
  }

  level(clientId: number): number {
    return this.#remoteOf(clientId)?.isSpeaking === true ? 1 : 0;
  }

  path({ clientId }: PeerState): CallPath {
    const connection = this.#remoteOf(clientId)?.isConnected === true ? 'relayed' : 'connecting';
    return { connection, figures: null, cameraHeld: false };
  }

  /** Whoever has no seat, or is nobody the server knows, is put out of the call. */
  async look(): Promise<void> {
    const isStrange = (userId: string) =>
      !this.#options.present().has(this.#clientIds.get(userId) ?? Number.NaN);
    if (this.#asking || ![...this.#remotes.keys()].some(isStrange)) return;
    this.#asking = true;
    try {
      this.#clientIds = pagesOf(await this.#options.ask());
      if (this.#closed) return;
      this.#listeners.emit('changed', undefined);
      const unknown = [...this.#remotes].filter(([userId]) => !this.#clientIds.has(userId));
      await Promise.all(
        unknown.map(([, { participant }]) => this.#call.removeParticipant(participant.identifier)),
      );
    } catch (cause) {
      // The server, or somebody else who does the same at this moment: the next look comes soon.
      console.debug('Who is in the call could not be told.', cause);
    } finally {
      this.#asking = false;
    }
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#call.off('stateChanged', this.#followState);
    this.#call.off('remoteParticipantsUpdated', this.#followRemotes);
    for (const remote of this.#remotes.values()) remote.close();
    this.#remotes.clear();
    this.#sending.close();
    void this.#hangUp();
  }

  async #hangUp(): Promise<void> {
    try {
      if (this.#call.state !== 'Disconnected') await this.#call.hangUp();
      await this.#agent.dispose();
    } catch (cause) {
      console.debug('The call was not hung up in order.', cause);
    } finally {
      this.#options.onClose();
    }
  }

  readonly #followState = (): void => {
    if (this.#call.state === 'Disconnected') this.#listeners.emit('lost', undefined);
  };

  readonly #followRemotes = ({
    added,
    removed,
  }: {
    added: Calling.RemoteParticipant[];
    removed: Calling.RemoteParticipant[];
  }): void => {
    for (const participant of removed) {
      const userId = userIdOf(participant);
      this.#remotes.get(userId)?.close();
      this.#remotes.delete(userId);
    }
    for (const participant of added) {
      const userId = userIdOf(participant);
      this.#remotes.get(userId)?.close();
      const onChange = () => this.#listeners.emit('changed', undefined);
      this.#remotes.set(userId, new AcsRemote(participant, onChange));
    }
    this.#listeners.emit('changed', undefined);
    void this.look();
  };

  #remoteOf(clientId: number): AcsRemote | null {
    for (const [userId, remote] of this.#remotes) {
      if (this.#clientIds.get(userId) === clientId) return remote;
    }
    return null;
  }

  async #selectSpeaker(deviceId: string | null): Promise<void> {
    const speakers = await this.#devices.getSpeakers();
    // The SDK names devices `speaker:` and the browser's id.
    const wanted = speakers.find(({ id, isSystemDefault }) =>
      deviceId === null ? isSystemDefault : id === deviceId || id.endsWith(`:${deviceId}`),
    );
    if (wanted !== undefined) await this.#devices.selectSpeaker(wanted);
  }
}

function connected(call: Calling.Call): Promise<void> {
  return new Promise((resolve, reject) => {
    const follow = () => {
      if (call.state !== 'Connected' && call.state !== 'Disconnected') return;
      call.off('stateChanged', follow);
      const { code, subCode } = call.callEndReason ?? { code: 0, subCode: 0 };
      if (call.state === 'Connected') resolve();
      else reject(new Error(`The service did not let this page in (${code}/${subCode}).`));
    };
    call.on('stateChanged', follow);
    follow();
  });
}

function tokenOf({ token, expiresAt }: CallAnswer): { token: string; expiresOnTimestamp: number } {
  return { token: required(token), expiresOnTimestamp: Date.parse(required(expiresAt)) };
}

function pagesOf({ pages }: CallAnswer): ReadonlyMap<string, number> {
  return new Map((pages ?? []).map(({ userId, clientId }) => [userId, clientId]));
}

function required(value: string | undefined): string {
  if (value === undefined) throw new Error('The server did not say how to get into the call.');
  return value;
}
