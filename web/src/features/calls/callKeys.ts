import { useEffect, useEffectEvent } from 'react';
import type { CallSession } from './CallSession.ts';
import type { CallState } from './callState.ts';
import { canShare, toggleScreen } from './Controls.tsx';

/**
 * Alt+Shift with a letter: neither browsers, nor Monaco, nor Vim have these, and typing needs them on no layout that
 * we know of. By the place of the key, since Alt changes what it writes.
 */
export const callKeys = {
  microphone: { code: 'KeyM', shown: 'Alt+Shift+M', aria: 'Alt+Shift+M', does: 'Mute, unmute' },
  camera: { code: 'KeyV', shown: 'Alt+Shift+V', aria: 'Alt+Shift+V', does: 'Camera on, off' },
  screen: { code: 'KeyP', shown: 'Alt+Shift+P', aria: 'Alt+Shift+P', does: 'Share the screen, stop' },
  devices: { code: 'KeyD', shown: 'Alt+Shift+D', aria: 'Alt+Shift+D', does: 'Devices; join the call' },
  leave: { code: 'KeyH', shown: 'Alt+Shift+H', aria: 'Alt+Shift+H', does: 'Leave the call' },
} as const;

/** For the list of keys in the settings. */
export const callShortcuts = Object.values(callKeys).map(({ shown, does }) => ({
  keys: shown,
  does: `Call: ${does}`,
}));

/** Before anything else on the page: an editor would write the letter. */
export function useCallKeys(session: CallSession, call: CallState, onDevices: () => void): void {
  const onKey = useEffectEvent((event: KeyboardEvent) => {
    // AltGr is Ctrl+Alt on Windows, and writes letters.
    if (!event.altKey || !event.shiftKey || event.ctrlKey || event.metaKey || event.repeat) return;
    const found = Object.entries(callKeys).find(([, { code }]) => code === event.code);
    if (found === undefined) return;
    const name = found[0] as keyof typeof callKeys;
    if (call.phase !== 'in' && name !== 'devices') return;
    event.preventDefault();
    event.stopPropagation();
    const { microphone, camera } = call;
    if (name === 'microphone') void session.setMicrophone(!(microphone.on && microphone.track !== null));
    else if (name === 'camera') void session.setCamera(!(camera.on && camera.track !== null));
    else if (name === 'screen' && canShare()) toggleScreen(session, call);
    else if (name === 'leave') session.leave();
    else if (name === 'devices') onDevices();
  });
  useEffect(() => {
    const listener = (event: KeyboardEvent) => onKey(event);
    window.addEventListener('keydown', listener, { capture: true });
    return () => window.removeEventListener('keydown', listener, { capture: true });
  }, []);
}
