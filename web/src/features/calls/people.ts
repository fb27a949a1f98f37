import type { Participant } from '../../realtime/protocol.ts';
import type { CallMessage } from './callMessage.ts';
import type { PeerState } from '../../realtime/peers/PeerLinks.ts';
import type { CallPath } from './CallProvider.ts';
import type { CallPerson } from './callState.ts';
import { SpeechGate } from './Loudness.ts';
import type { TrackKind } from './OwnMedia.ts';
import { judge } from './quality.ts';
import { outside } from './callMessage.ts';

/** What a page knows of another one, in the call or not. */
export interface Other {
  said: CallMessage;
  gate: SpeechGate;
  /** What was last said to them. */
  told: string;
  /** Which share in the room theirs is: the newest is shown. */
  sharedAt: number;
}

export function newOther(): Other {
  return {
    said: outside,
    gate: new SpeechGate(0.01),
    told: '',
    sharedAt: 0,
  };
}

/** One page per person, the newest: while one takes over from another both may be there for a moment. */
export function pagesInCall(
  peers: readonly PeerState[],
  others: ReadonlyMap<number, Other>,
): (readonly [PeerState, Other])[] {
  const newest = new Map<string, readonly [PeerState, Other]>();
  for (const peer of peers) {
    const other = others.get(peer.clientId);
    if (other?.said.inCall !== true) continue;
    if ((newest.get(peer.participantId)?.[0].clientId ?? 0) < peer.clientId) {
      newest.set(peer.participantId, [peer, other]);
    }
  }
  return [...newest.values()].sort(([a], [b]) => (a.participantId < b.participantId ? -1 : 1));
}

/** What is shown of one of them. */
export function personOf(
  clientId: number,
  { said }: Other,
  participant: Participant,
  tracks: Partial<Record<TrackKind, MediaStreamTrack>> | null,
  { connection, reason, figures, cameraHeld: ownPictureHeld }: CallPath,
  around: { speaking: boolean; ownCameraOn: boolean },
): CallPerson {
  const cameraHeld = said.camera && said.cameraHeld;
  return {
    clientId,
    participant,
    connection,
    microphone: said.microphone,
    camera: said.camera && !cameraHeld ? (tracks?.camera ?? null) : null,
    screen: said.screen ? (tracks?.screen ?? null) : null,
    cameraHeld,
    speaking: said.microphone && around.speaking,
    verdict: judge({
      name: participant.name,
      connection,
      ...(reason !== undefined && { reason }),
      figures,
      theirPictureHeld: cameraHeld,
      ownPictureHeld: around.ownCameraOn && ownPictureHeld,
    }),
    figures,
  };
}

/** In words, for those who do not see it. */
export function changeBetween(before: readonly CallPerson[], after: readonly CallPerson[]): string {
  const nameOf = ({ participant }: CallPerson) => participant.name;
  const isIn = (list: readonly CallPerson[]) => (one: CallPerson) =>
    list.some(({ participant }) => participant.id === one.participant.id);
  const came = after.filter((one) => !isIn(before)(one));
  const went = before.filter((one) => !isIn(after)(one));
  const shows = after.filter(
    (one) =>
      one.screen !== null &&
      !before.some(({ clientId, screen }) => clientId === one.clientId && screen !== null),
  );
  return [
    ...came.map((one) => `${nameOf(one)} joined the call.`),
    ...went.map((one) => `${nameOf(one)} left the call.`),
    ...shows.map((one) => `${nameOf(one)} shows a screen.`),
  ].join(' ');
}
