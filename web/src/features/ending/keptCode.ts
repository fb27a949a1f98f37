import { isRecord } from '../../lib/browserStorage.ts';

/** The code of a room that ended, as a page last had it. */
export interface KeptCode {
  title: string;
  files: readonly { path: string; text: string }[];
  /** Changes in it that the server does not have. */
  unsaved: number;
}

const key = (roomId: string) => `codemeet.ended.${roomId}`;

/**
 * An ended room gives nothing out, so what this tab has is all there is: it outlives a reload, and goes with the tab.
 * False when the browser did not take it (barred, or larger than it stores).
 */
export function keepCode(roomId: string, code: KeptCode): boolean {
  try {
    sessionStorage.setItem(key(roomId), JSON.stringify(code));
    return true;
  } catch {
    return false;
  }
}

/** Null when this tab did not see the room end. */
export function keptCode(roomId: string): KeptCode | null {
  try {
    const stored: unknown = JSON.parse(sessionStorage.getItem(key(roomId)) ?? 'null');
    if (!isRecord(stored)) return null;
    const { title, files, unsaved } = stored;
    if (typeof title !== 'string' || typeof unsaved !== 'number' || !Array.isArray(files)) return null;
    const whole = files.flatMap((file: unknown) => {
      if (!isRecord(file)) return [];
      const { path, text } = file;
      return typeof path === 'string' && typeof text === 'string' ? [{ path, text }] : [];
    });
    return { title, files: whole, unsaved };
  } catch {
    return null;
  }
}
