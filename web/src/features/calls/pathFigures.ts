import type { PathSample } from './adaptation.ts';

/** Counters of a connection that only grow. */
interface Counters {
  atMs: number;
  packets: number;
  lost: number;
  soundBytes: number;
  pictureBytes: number;
  frames: number;
}

/** What went on between this page and another since the last look. */
export interface PathFigures {
  /** The way there: what this page sends. */
  sending: PathSample;
  /** Share of what they send that does not arrive here, 0 to 1; null while they send nothing. */
  loss: number | null;
  rttMs: number | null;
  /** kbit/s that arrive. */
  soundKbps: number;
  pictureKbps: number;
  framesPerSecond: number;
}

/** The parts of a stats report that are read here; the DOM's own types leave them open. */
interface Entry {
  type: string;
  kind?: string;
  packetsReceived?: number;
  packetsLost?: number;
  bytesReceived?: number;
  framesDecoded?: number;
  fractionLost?: number;
  roundTripTime?: number;
  qualityLimitationReason?: string;
  nominated?: boolean;
  state?: string;
  availableOutgoingBitrate?: number;
  currentRoundTripTime?: number;
}

/** Reads the reports of one connection, one after the other. */
export class PathReader {
  #last: Counters | null = null;

  /** Null for the first report: rates need two. */
  read(report: Iterable<readonly [string, unknown]>, nowMs: number): PathFigures | null {
    const now: Counters = { atMs: nowMs, packets: 0, lost: 0, soundBytes: 0, pictureBytes: 0, frames: 0 };
    const sending: PathSample = { loss: null, rttMs: null, availableBitrate: null, limitedBy: 'none' };
    let pairRtt: number | null = null;
    for (const [, value] of report) {
      const entry = value as Entry;
      if (entry.type === 'inbound-rtp') {
        now.packets += entry.packetsReceived ?? 0;
        now.lost += Math.max(0, entry.packetsLost ?? 0);
        if (entry.kind === 'audio') now.soundBytes += entry.bytesReceived ?? 0;
        else now.pictureBytes += entry.bytesReceived ?? 0;
        now.frames += entry.framesDecoded ?? 0;
      } else if (entry.type === 'remote-inbound-rtp') {
        sending.loss = Math.max(sending.loss ?? 0, entry.fractionLost ?? 0);
        if (entry.roundTripTime !== undefined) {
          sending.rttMs = Math.max(sending.rttMs ?? 0, entry.roundTripTime * 1000);
        }
      } else if (entry.type === 'outbound-rtp' && entry.kind === 'video') {
        const reason = entry.qualityLimitationReason;
        if (reason === 'cpu' || reason === 'bandwidth' || reason === 'other') sending.limitedBy = reason;
      } else if (entry.type === 'candidate-pair' && entry.nominated === true && entry.state === 'succeeded') {
        sending.availableBitrate = entry.availableOutgoingBitrate ?? null;
        pairRtt = entry.currentRoundTripTime === undefined ? null : entry.currentRoundTripTime * 1000;
      }
    }
    const last = this.#last;
    this.#last = now;
    // Counters that fell belong to a new connection.
    if (last === null || now.packets < last.packets || now.atMs <= last.atMs) return null;
    const seconds = (now.atMs - last.atMs) / 1000;
    const packets = now.packets - last.packets;
    const lost = Math.max(0, now.lost - last.lost);
    const kbps = (bytes: number) => (Math.max(0, bytes) * 8) / 1000 / seconds;
    return {
      sending: { ...sending, rttMs: sending.rttMs ?? pairRtt },
      loss: packets + lost === 0 ? null : lost / (packets + lost),
      rttMs: pairRtt ?? sending.rttMs,
      soundKbps: kbps(now.soundBytes - last.soundBytes),
      pictureKbps: kbps(now.pictureBytes - last.pictureBytes),
      framesPerSecond: Math.max(0, now.frames - last.frames) / seconds,
    };
  }
}
