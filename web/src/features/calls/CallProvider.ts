import type { PeerState } from '../../realtime/peers/PeerLinks.ts';
import type { RoomLink } from '../../realtime/RoomLink.ts';
import type { CallMessage } from './callMessage.ts';
import { MeshCall } from './MeshCall.ts';
import type { TrackKind } from './OwnMedia.ts';
import type { PathFigures } from './pathFigures.ts';

/** How sound and pictures go between this page and another. */
export interface CallPath extends Pick<PeerState, 'connection' | 'reason'> {
  figures: PathFigures | null;
  /** This page's picture is held back: the way there is too slow for it. */
  cameraHeld: boolean;
}

export interface CallProviderEvents {
  /** What arrives, or how, is to be read anew. */
  changed: undefined;
  /** Nothing goes or comes any more, and nothing will. */
  lost: undefined;
}

/**
 * This page's way into the call: what carries sound and pictures, from going in to `close`. Who is in the call and what
 * is on, pages tell each other on their own links.
 */
export interface CallProvider {
  /** Returns the way to stop. */
  on(event: keyof CallProviderEvents, listener: () => void): () => void;
  /** What is sent from now on. Where each page is sent to by itself, `to` is asked which; it is asked with every call. */
  setTrack(kind: TrackKind, track: MediaStreamTrack | null, to: (clientId: number) => boolean): void;
  /** The microphone's track is silent, or is not any more. */
  setMuted(muted: boolean): void;
  /** What comes from a page; no microphone where the provider plays what is said itself. */
  remote(clientId: number): Partial<Record<TrackKind, MediaStreamTrack>> | null;
  /** Only for the sound that the provider plays itself. */
  useSpeaker(deviceId: string | null): void;
  /** What it sees of a page, for when the page cannot be heard of itself; null where it sees nothing. */
  said(clientId: number): CallMessage | null;
  /** How loud they are just now, 0 to 1. */
  level(clientId: number): number;
  path(peer: PeerState): CallPath;
  /** Called every two seconds with the other pages in the call: measures, and adapts what is sent. */
  look(clientIds: readonly number[]): Promise<void>;
  /** Sends and plays nothing from this moment on. */
  close(): void;
}

/** Goes into the room's call by what the server says carries it. The code for another than the mesh is loaded only then. */
export async function openCall(link: RoomLink): Promise<CallProvider> {
  const answer = await link.api.call();
  if (answer.provider === 'mesh') return new MeshCall(link.peers);
  const { joinAcs } = await import('./acs/joinAcs.ts');
  return joinAcs(link, answer);
}
