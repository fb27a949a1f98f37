/** Waiting for pages, and how a seed fails. */
import type { RoomLink } from '../src/realtime/RoomLink.ts';
import { sleep } from './ChaoticBrowser.ts';
import type { Findings } from './findings.ts';

/**
 * Looks, at least 5 ms apart, at something that does not change before it counts as stuck. Looks and not time, since
 * a busy machine is no fault; 30 s on an idle one, since a page gives up on one silent request after 20.
 */
const patience = 6_000;

export class SessionFailure extends Error {
  override readonly name = 'SessionFailure';
  /** Set where the seed ends. */
  findings: Findings | null = null;
}

export async function isReady(link: RoomLink, complaint: string): Promise<void> {
  const { status } = link.document('code');
  await until(() => {
    const { phase } = status.getSnapshot();
    return phase === 'ready' ? '' : `${complaint}: ${phase}, page ${link.state.getSnapshot().phase.name}`;
  });
}

/** Waits until `missing` names nothing. What it names has time again whenever that changes. */
export async function until(missing: () => string): Promise<void> {
  let last = missing();
  let stuck = 0;
  for (let looks = 0; last !== ''; looks++) {
    if (stuck > patience || looks > 10 * patience) throw new SessionFailure(last);
    await sleep(5);
    const now = missing();
    stuck = now === last ? stuck + 1 : 0;
    last = now;
  }
}

export function fail(what: string): never {
  throw new SessionFailure(`The fuzz itself is at fault: ${what}.`);
}
