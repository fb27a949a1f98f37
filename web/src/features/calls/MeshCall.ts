import { Listeners } from '../../lib/Listeners.ts';
import type { PeerLinks, PeerState } from '../../realtime/peers/PeerLinks.ts';
import type { CallPath, CallProvider, CallProviderEvents } from './CallProvider.ts';
import type { TrackKind } from './OwnMedia.ts';
import { PathReader, type PathFigures } from './pathFigures.ts';
import { PeerSending } from './PeerSending.ts';

interface Way {
  sending: PeerSending;
  reader: PathReader;
  figures: PathFigures | null;
}

/** Pages send each other sound and pictures over the links that they have anyway. */
export class MeshCall implements CallProvider {
  readonly #peers: PeerLinks;
  readonly #ways = new Map<number, Way>();
  readonly #sent = new Set<TrackKind>();
  readonly #listeners = new Listeners<CallProviderEvents>();
  readonly #stop: () => void;

  constructor(peers: PeerLinks) {
    this.#peers = peers;
    this.#stop = peers.on('tracks', () => this.#listeners.emit('changed', undefined));
  }

  on(event: keyof CallProviderEvents, listener: () => void): () => void {
    return this.#listeners.on(event, listener);
  }

  setTrack(kind: TrackKind, track: MediaStreamTrack | null, to: (clientId: number) => boolean): void {
    this.#sent.add(kind);
    this.#peers.setTrack(kind, track, to);
  }

  /** A silent track sends nothing by itself, and the others were told. */
  setMuted(): void {
    return;
  }

  remote(clientId: number): ReturnType<PeerLinks['remote']> {
    return this.#peers.remote(clientId);
  }

  /** What is heard is among the tracks. */
  useSpeaker(): void {
    return;
  }

  /** Without a link there is no sound either. */
  said(): null {
    return null;
  }

  level(clientId: number): number {
    const source = this.#peers.receiver(clientId, 'microphone')?.getSynchronizationSources()[0];
    // Nobody sends packets while silent, so the last one may be old.
    const isNew = source !== undefined && performance.timeOrigin + performance.now() - source.timestamp < 400;
    return isNew ? (source.audioLevel ?? 0) : 0;
  }

  path({ clientId, connection, reason }: PeerState): CallPath {
    const way = this.#ways.get(clientId);
    return {
      connection,
      ...(reason !== undefined && { reason }),
      figures: way?.figures ?? null,
      cameraHeld: way?.sending.cameraHeld ?? false,
    };
  }

  async look(clientIds: readonly number[]): Promise<void> {
    for (const clientId of this.#ways.keys()) if (!clientIds.includes(clientId)) this.#ways.delete(clientId);
    await Promise.all(
      clientIds.map(async (clientId) => {
        const way = this.#wayTo(clientId);
        const report = await this.#peers.stats(clientId);
        way.figures = report === null ? null : way.reader.read(report, performance.now());
        if (way.figures !== null) way.sending.learn(way.figures.sending);
        await way.sending.apply(clientIds.length);
      }),
    );
  }

  close(): void {
    this.#stop();
    for (const kind of this.#sent) this.#peers.setTrack(kind, null);
  }

  #wayTo(clientId: number): Way {
    const known = this.#ways.get(clientId);
    if (known !== undefined) return known;
    const way = {
      sending: new PeerSending(this.#peers, clientId),
      reader: new PathReader(),
      figures: null,
    };
    this.#ways.set(clientId, way);
    return way;
  }
}
