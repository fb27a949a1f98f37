/** Why there is no picture or sound from this machine, and what a person can do about it. */
export type DeviceKind = 'microphone' | 'camera';

export type MediaFailure =
  /** The person, or a rule of theirs, said no. */
  | 'denied'
  /** The question was closed without an answer. */
  | 'dismissed'
  /** The operating system does not let the browser. */
  | 'system'
  | 'absent'
  | 'busy'
  /** The page came without encryption. */
  | 'insecure'
  | 'unsupported';

/** What rules out any call in this browser, before anything is asked. */
export function barrier(): MediaFailure | null {
  if (!window.isSecureContext) return 'insecure';
  const media = navigator.mediaDevices as MediaDevices | undefined;
  return media === undefined || typeof RTCPeerConnection === 'undefined' ? 'unsupported' : null;
}

/** One device, or both alike. */
export type Concerned = DeviceKind | 'both';

/** What an error of `getUserMedia` means for one device. */
export async function failureOf(error: unknown, kind: DeviceKind): Promise<MediaFailure> {
  const { name, message } = error instanceof Error ? error : new Error(String(error));
  switch (name) {
    case 'NotAllowedError':
    case 'SecurityError':
      if (/system/i.test(message)) return 'system';
      return (await permission(kind)) === 'prompt' ? 'dismissed' : 'denied';
    case 'NotFoundError':
    case 'OverconstrainedError':
      return 'absent';
    default:
      // NotReadableError and AbortError: the device is there, but another program has it or it does not answer.
      return 'busy';
  }
}

/** What the browser would answer without asking; null where it does not tell. */
export async function permission(kind: DeviceKind): Promise<PermissionState | null> {
  try {
    return (await navigator.permissions.query({ name: kind })).state;
  } catch {
    return null; // Older Firefox and Safari do not know these names.
  }
}

/** What failed: the same trouble of both devices is one, with one way out. */
export function concernedBy(
  state: Record<DeviceKind, { failure: MediaFailure | null }>,
): { kind: Concerned; failure: MediaFailure }[] {
  const { microphone, camera } = state;
  if (microphone.failure !== null && microphone.failure === camera.failure) {
    return [{ kind: 'both', failure: camera.failure }];
  }
  return (['microphone', 'camera'] as const).flatMap((kind) => {
    const { failure } = state[kind];
    return failure === null ? [] : [{ kind, failure }];
  });
}

export type BrowserName = 'chrome' | 'edge' | 'firefox' | 'safari' | 'ios' | 'android' | 'other';

export function browserOf(userAgent: string): BrowserName {
  // On an iPhone every browser is Safari underneath and says so.
  if (/iPhone|iPad|iPod/.test(userAgent)) return 'ios';
  if (userAgent.includes('Firefox/')) return 'firefox';
  if (userAgent.includes('Android') && userAgent.includes('Chrome/')) return 'android';
  if (userAgent.includes('Edg/')) return 'edge';
  if (/Chrome\/|Chromium\//.test(userAgent)) return 'chrome';
  return userAgent.includes('Safari/') ? 'safari' : 'other';
}

/** How somebody who said no says yes after all, in the words of their browser. */
export function howToAllow(browser: BrowserName, kind: Concerned): string {
  const device = { camera: '“Camera”', microphone: '“Microphone”', both: '“Camera” and “Microphone”' }[kind];
  switch (browser) {
    case 'chrome':
      return `Click the sign left of the address, switch ${device} on, and try again.`;
    case 'edge':
      return `Click the lock left of the address, set ${device} to Allow, and try again.`;
    case 'firefox':
      return `Click the crossed-out sign left of the address, remove “Blocked” with the ×, and try again.`;
    case 'safari':
      return `In the menu Safari → Settings for this Website, set ${device} to Allow, and try again.`;
    case 'ios':
      return `Tap the page sign left of the address, then Website Settings, set ${device} to Allow, and try again.`;
    case 'android':
      return `Tap the sign left of the address, then Permissions, allow ${device}, and try again.`;
    case 'other':
      return `Allow ${device} for this page in your browser’s settings, and try again.`;
    default:
      return browser satisfies never;
  }
}

export interface FailureWords {
  title: string;
  next: string;
  /** Asking the browser once more may help. */
  again: boolean;
}

export function failureWords(failure: MediaFailure, kind: Concerned, browser: BrowserName): FailureWords {
  const device = kind === 'both' ? 'camera and microphone' : kind;
  switch (failure) {
    case 'denied':
      return { title: `This page may not use your ${device}`, next: howToAllow(browser, kind), again: true };
    case 'dismissed':
      return {
        title: `Your browser’s question about the ${device} was closed`,
        next: 'Try again and choose “Allow”.',
        again: true,
      };
    case 'system':
      return {
        title: `Your system does not let the browser use the ${device}`,
        next: `Allow it in the system’s settings under Privacy, and try again.`,
        again: true,
      };
    case 'absent':
      return {
        title: kind === 'both' ? 'No camera and no microphone found' : `No ${device} found`,
        next: 'Plug one in and try again, or go on without.',
        again: true,
      };
    case 'busy':
      return {
        title: `Your ${device} ${kind === 'both' ? 'are' : 'is'} in use elsewhere`,
        next: 'Close other calls and programs that may use it, and try again.',
        again: true,
      };
    case 'insecure':
      return {
        title: 'Calls need a secure page',
        next: 'Open this room with https:// in the address. Code, runs and chat work here all the same.',
        again: false,
      };
    case 'unsupported':
      return {
        title: 'This browser cannot make calls',
        next: 'Use a current Chrome, Edge, Firefox or Safari. Code, runs and chat work here all the same.',
        again: false,
      };
    default:
      return failure satisfies never;
  }
}
