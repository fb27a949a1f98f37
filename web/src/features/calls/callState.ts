import type { Participant } from '../../realtime/protocol.ts';
import type { PeerState } from '../../realtime/peers/PeerLinks.ts';
import type { OwnMediaState } from './OwnMedia.ts';
import type { MediaFailure } from './mediaFailure.ts';
import type { PathFigures } from './pathFigures.ts';
import type { Verdict } from './quality.ts';

/** Somebody else in the call: one page of theirs, the newest. */
export interface CallPerson {
  clientId: number;
  participant: Participant;
  connection: PeerState['connection'];
  /** What they say is on. A track may still be on its way, or muted because nothing comes. */
  microphone: boolean;
  camera: MediaStreamTrack | null;
  screen: MediaStreamTrack | null;
  /** Their picture is on, but the way here is too slow for it. */
  cameraHeld: boolean;
  speaking: boolean;
  verdict: Verdict;
  figures: PathFigures | null;
}

export interface CallState extends OwnMediaState {
  /** `checking`: devices are open for the person alone to see and hear. */
  phase: 'out' | 'checking' | 'in';
  /** Why no call can be had in this browser at all. */
  barrier: MediaFailure | null;
  speaking: boolean;
  /** Everybody else in the call, in the order of the room; known from outside, too. */
  people: readonly CallPerson[];
  /** Whose screen was shared last and still is. */
  sharer: number | null;
  /** Whose screen this person looks at; null while it is the code. */
  watching: number | null;
  /** The browser holds the sound back until the page is clicked. */
  soundBlocked: boolean;
  /** What carries the call does not answer; it is tried again. */
  trouble: boolean;
  /** A device that went away. */
  unplugged: string | null;
  /** To whom this page's picture is not sent at the moment, because the way there is too slow. */
  heldFrom: readonly string[];
  /** What just happened in the call, for screen readers. */
  announcement: string;
}
