/**
 * How much one page sends to one other, by what the way there carries. A ladder: picture size and rate go first,
 * then the camera, sound last. Down after two bad looks, up one rung after a quiet time that doubles each time
 * the rung above did not hold.
 */

/** What a page knows about the way to another; null where the browser has not said yet. */
export interface PathSample {
  /** Share of what was sent that did not arrive, 0 to 1. */
  loss: number | null;
  rttMs: number | null;
  /** Bit/s that the browser thinks the way carries. */
  availableBitrate: number | null;
  /** Why the browser itself sends less than it may. */
  limitedBy: 'none' | 'cpu' | 'bandwidth' | 'other';
}

export interface CameraRung {
  /** Bit/s. */
  bitrate: number;
  framerate: number;
  /** Width and height are divided by it; a camera gives 640×360. */
  shrink: number;
}

/** Null: the picture is not sent. */
export const cameraLadder: readonly (CameraRung | null)[] = [
  { bitrate: 600_000, framerate: 24, shrink: 1 },
  { bitrate: 350_000, framerate: 15, shrink: 1 },
  { bitrate: 150_000, framerate: 15, shrink: 2 },
  { bitrate: 60_000, framerate: 8, shrink: 4 },
  null,
  null,
];

/** A shared screen is text: it keeps its size and loses frames. It goes on where the camera has stopped. */
export const screenLadder: readonly CameraRung[] = [
  { bitrate: 1_500_000, framerate: 15, shrink: 1 },
  { bitrate: 800_000, framerate: 8, shrink: 1 },
  { bitrate: 400_000, framerate: 5, shrink: 1 },
  { bitrate: 200_000, framerate: 3, shrink: 1.5 },
  { bitrate: 120_000, framerate: 2, shrink: 2 },
  { bitrate: 80_000, framerate: 1, shrink: 2 },
];

/** Bit/s of sound: speech stays good at 32 kbit/s and understandable at 12. */
export const soundLadder: readonly number[] = [32_000, 32_000, 32_000, 32_000, 24_000, 12_000];

const lowest = cameraLadder.length - 1;

/** The last rung with a picture: a slow machine is spared work and a far way is not filled up, but only loss takes it. */
const smallestPicture = 3;

/** Bit/s that one page sends in all, each kind shared out among those it sends to: home uplinks are about this wide. */
const uplink = { camera: 1_200_000, screen: 2_400_000 };

export interface Rung {
  step: number;
  /** Looks in a row that were bad, or good. */
  bad: number;
  good: number;
  /** Good looks that the next step up takes. */
  patience: number;
  /** The last move was up: going down again means that it did not hold. */
  climbed: boolean;
}

export const topRung: Rung = { step: 0, bad: 0, good: 0, patience: 5, climbed: false };

const badLooks = 2;
const mostPatience = 40;

/** Where to go after one more look; looks are about two seconds apart. */
export function nextStep(sample: PathSample, rung: Rung): Rung {
  const { step, bad, good, patience, climbed } = rung;
  if (isBad(sample, step)) {
    if (bad + 1 < badLooks || step === lowest) return { ...rung, bad: bad + 1, good: 0 };
    const next = climbed ? Math.min(mostPatience, patience * 2) : patience;
    return { step: step + 1, bad: 0, good: 0, patience: next, climbed: false };
  }
  if (!isGood(sample, step)) return { ...rung, bad: 0, good: 0 };
  if (step > 0 && good + 1 >= patience) return { step: step - 1, bad: 0, good: 0, patience, climbed: true };
  // A long time without trouble at the top is forgiveness.
  return step === 0 && good + 1 >= mostPatience ? topRung : { ...rung, bad: 0, good: good + 1 };
}

function isBad({ loss, rttMs, availableBitrate, limitedBy }: PathSample, step: number): boolean {
  if (loss !== null && loss > 0.08) return true;
  if (step >= smallestPicture) return false;
  if (rttMs !== null && rttMs > 700) return true;
  if (limitedBy === 'cpu') return true;
  const rung = cameraLadder[step];
  // The browser's guess starts low and grows with what is sent, so it counts only while it holds the picture back.
  return (
    limitedBy === 'bandwidth' &&
    availableBitrate !== null &&
    rung != null &&
    availableBitrate < rung.bitrate * 0.6
  );
}

function isGood({ loss, rttMs, availableBitrate, limitedBy }: PathSample, step: number): boolean {
  if (loss === null && rttMs === null) return false;
  if ((loss ?? 0) > 0.02 || (rttMs ?? 0) > 400 || limitedBy === 'cpu') return false;
  const above = cameraLadder[step - 1];
  const here = cameraLadder[step];
  // Without a picture nothing probes how much more would fit.
  if (above == null || here == null || availableBitrate === null) return true;
  return availableBitrate > here.bitrate;
}

/** Bit/s for one picture to one of `others`. */
export function shareOf(kind: 'camera' | 'screen', rung: CameraRung, others: number): number {
  return Math.round(Math.min(rung.bitrate, uplink[kind] / Math.max(1, others)));
}
