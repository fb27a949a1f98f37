/**
 * localStorage that may be absent, full or barred (private windows, strict settings).
 * Everything kept here is a convenience, so the page goes on without it.
 */

/** The parsed value, or `null` when there is none or it cannot be read. Callers check its shape. */
export function readStored(key: string): unknown {
  try {
    const text = localStorage.getItem(key);
    return text === null ? null : (JSON.parse(text) as unknown);
  } catch {
    return null;
  }
}

/** False when the browser did not keep it. */
export function writeStored(key: string, value: unknown): boolean {
  try {
    localStorage.setItem(key, JSON.stringify(value));
    return true;
  } catch {
    return false;
  }
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Storage in the shape that libraries take, for text of their own. */
export const textStorage = {
  getItem(key: string): string | null {
    try {
      return localStorage.getItem(key);
    } catch {
      return null;
    }
  },
  setItem(key: string, text: string): void {
    try {
      localStorage.setItem(key, text);
    } catch {
      // Without storage the layout starts from its default next time.
    }
  },
};
