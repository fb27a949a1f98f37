import { isRecord } from '../../lib/browserStorage.ts';

/** What a page says about itself on the `call` channel; of anybody else it cannot say a thing. */
export interface CallMessage {
  inCall: boolean;
  microphone: boolean;
  camera: boolean;
  screen: boolean;
  /** The camera is on, but not sent to whoever reads this: the way there is too slow for pictures. */
  cameraHeld: boolean;
}

export const outside: CallMessage = {
  inCall: false,
  microphone: false,
  camera: false,
  screen: false,
  cameraHeld: false,
};

/** Characters; ours have about 90. */
const longest = 512;

/** Null for whatever is not such a message: pages of others are not to be trusted. */
export function readCallMessage(text: string): CallMessage | null {
  if (text.length > longest) return null;
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return null;
  }
  if (!isRecord(value) || typeof value.inCall !== 'boolean') return null;
  if (!value.inCall) return outside;
  const { microphone, camera, screen, cameraHeld = false } = value;
  if (
    typeof microphone !== 'boolean' ||
    typeof camera !== 'boolean' ||
    typeof screen !== 'boolean' ||
    typeof cameraHeld !== 'boolean'
  ) {
    return null;
  }
  return { inCall: true, microphone, camera, screen, cameraHeld };
}
