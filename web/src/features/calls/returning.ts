import { isRecord } from '../../lib/browserStorage.ts';
import type { DeviceKind } from './mediaFailure.ts';

/** That this tab is in a call, so that it goes back there when it is loaded again. Of the tab: another one asks first. */
const key = 'codemeet.inCall';

export function keepReturn(roomId: string, want: Record<DeviceKind, boolean>): void {
  try {
    sessionStorage.setItem(key, JSON.stringify({ roomId, ...want }));
  } catch {
    // Without storage one joins again by hand.
  }
}

export function forgetReturn(): void {
  try {
    sessionStorage.removeItem(key);
  } catch {
    // Then there was none.
  }
}

export function readReturn(roomId: string): Record<DeviceKind, boolean> | null {
  try {
    const stored: unknown = JSON.parse(sessionStorage.getItem(key) ?? 'null');
    if (!isRecord(stored) || stored.roomId !== roomId) return null;
    return { microphone: stored.microphone === true, camera: stored.camera === true };
  } catch {
    return null;
  }
}
