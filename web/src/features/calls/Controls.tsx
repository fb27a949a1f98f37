import { Mic, MicOff, MonitorUp, MonitorX, PhoneOff, Settings2, Video, VideoOff } from 'lucide-react';
import { cx } from '../../lib/cx.ts';
import { IconButton } from '../../ui/IconButton.tsx';
import { Spinner } from '../../ui/Spinner.tsx';
import type { CallSession } from './CallSession.ts';
import type { CallState } from './callState.ts';
import type { OwnTrack } from './OwnMedia.ts';
import { callKeys } from './callKeys.ts';

interface ControlsProps {
  session: CallSession;
  call: CallState;
  onDevices: () => void;
  /** For thumbs. */
  big?: boolean;
}

/** Microphone, camera, screen, devices, and the way out. */
export function Controls({ session, call, onDevices, big = false }: ControlsProps) {
  const { microphone, camera, screen } = call;
  const heard = microphone.on && microphone.track !== null;
  const seen = camera.on && camera.track !== null;
  const iconSize = big ? 20 : 17;
  const box = big ? 'size-11' : 'size-8';
  return (
    <div role="toolbar" aria-label="Call" className={cx('flex items-center', big ? 'gap-2' : 'gap-1')}>
      <IconButton
        label={`${heard ? 'Mute' : 'Unmute'} (${callKeys.microphone.shown})`}
        aria-keyshortcuts={callKeys.microphone.aria}
        icon={sign(microphone, heard ? <Mic size={iconSize} /> : <MicOff size={iconSize} />)}
        className={cx(box, !heard && barred)}
        onClick={() => void session.setMicrophone(!heard)}
      />
      <IconButton
        label={`${seen ? 'Turn the camera off' : 'Turn the camera on'} (${callKeys.camera.shown})`}
        aria-keyshortcuts={callKeys.camera.aria}
        icon={sign(camera, seen ? <Video size={iconSize} /> : <VideoOff size={iconSize} />)}
        className={cx(box, !seen && barred)}
        onClick={() => void session.setCamera(!seen)}
      />
      {canShare() && (
        <IconButton
          label={`${screen.track === null ? 'Share your screen' : 'Stop sharing'} (${callKeys.screen.shown})`}
          aria-keyshortcuts={callKeys.screen.aria}
          pressed={screen.track !== null}
          icon={sign(
            screen,
            screen.track === null ? <MonitorUp size={iconSize} /> : <MonitorX size={iconSize} />,
          )}
          className={cx(box, screen.track !== null && 'bg-accent-soft text-accent')}
          onClick={() => toggleScreen(session, call)}
        />
      )}
      <IconButton
        label={`Devices (${callKeys.devices.shown})`}
        aria-keyshortcuts={callKeys.devices.aria}
        icon={<Settings2 size={iconSize} />}
        className={box}
        onClick={onDevices}
      />
      <IconButton
        label={`Leave the call (${callKeys.leave.shown})`}
        aria-keyshortcuts={callKeys.leave.aria}
        icon={<PhoneOff size={iconSize} />}
        className={cx(box, 'bg-danger text-paper hover:bg-danger hover:text-paper hover:opacity-90')}
        onClick={() => session.leave()}
      />
    </div>
  );
}

const barred = 'bg-danger-soft text-danger hover:bg-danger-soft hover:text-danger';

function sign({ busy }: OwnTrack, icon: React.ReactNode) {
  return busy ? <Spinner /> : icon;
}

/** Phones have no way to share a screen. */
export function canShare(): boolean {
  return 'getDisplayMedia' in navigator.mediaDevices;
}

export function toggleScreen(session: CallSession, { screen }: CallState): void {
  if (screen.track !== null || screen.busy) session.stopScreen();
  else void session.shareScreen();
}
