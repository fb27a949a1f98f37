import type { PeerState } from '../../realtime/peers/PeerLinks.ts';
import type { PathFigures } from './pathFigures.ts';

export type Quality = 'unknown' | 'good' | 'fair' | 'bad';

/** What a person can notice of the way between them and another, and the sentence for it where there is one. */
export interface Verdict {
  quality: Quality;
  sentence: string | null;
}

interface Circumstances {
  name: string;
  connection: PeerState['connection'];
  reason?: PeerState['reason'];
  figures: PathFigures | null;
  /** They hold their picture back from this page. */
  theirPictureHeld: boolean;
  /** This page holds its own back from them. */
  ownPictureHeld: boolean;
}

const percent = (share: number) => `${Math.max(1, Math.round(share * 100))} %`;

export function judge({
  name,
  connection,
  reason,
  figures,
  theirPictureHeld,
  ownPictureHeld,
}: Circumstances): Verdict {
  if (connection === 'down') {
    return { quality: 'bad', sentence: `${whyDown(name, reason)} Trying again…` };
  }
  if (connection === 'connecting') return { quality: 'unknown', sentence: `Connecting to ${name}…` };
  if (theirPictureHeld) {
    return { quality: 'bad', sentence: `The connection is too slow for ${name}’s picture. Sound goes on.` };
  }
  if (ownPictureHeld) {
    return {
      quality: 'bad',
      sentence: `The connection is too slow for your picture to ${name}. Sound goes on.`,
    };
  }
  if (figures === null) return { quality: 'unknown', sentence: null };
  const { loss, rttMs, sending } = figures;
  if (loss !== null && loss > 0.08) {
    return {
      quality: 'bad',
      sentence: `${percent(loss)} of what ${name} sends gets lost: they may break up.`,
    };
  }
  if (sending.loss !== null && sending.loss > 0.08) {
    return {
      quality: 'bad',
      sentence: `${percent(sending.loss)} of what you send gets lost: ${name} may hear you badly.`,
    };
  }
  if (rttMs !== null && rttMs > 500) {
    return {
      quality: 'bad',
      sentence: `Words take long to ${name} and back (${Math.round(rttMs)} ms): leave pauses.`,
    };
  }
  const isFair = (loss ?? 0) > 0.02 || (sending.loss ?? 0) > 0.02 || (rttMs ?? 0) > 250;
  return { quality: isFair ? 'fair' : 'good', sentence: null };
}

function whyDown(name: string, reason: PeerState['reason']): string {
  switch (reason) {
    case 'relay-refused':
      return 'The relay of this server refused us.';
    case 'relay-unreachable':
      return 'The relay of this server does not answer.';
    case 'no-path':
      return `No way was found between your network and that of ${name}.`;
    case 'no-answer':
      return `The page of ${name} does not answer.`;
    case undefined:
      return `The connection to ${name} is gone.`;
    default:
      return reason satisfies never;
  }
}
