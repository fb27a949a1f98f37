import { Headphones, Mic, MicOff, RefreshCw, TriangleAlert, Video, VideoOff, Volume2 } from 'lucide-react';
import { useEffect, useEffectEvent, useState, type ReactNode } from 'react';
import { cx } from '../../lib/cx.ts';
import type { Participant } from '../../realtime/protocol.ts';
import { Avatar } from '../../ui/Avatar.tsx';
import { Button } from '../../ui/Button.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import { SelectField } from '../../ui/Field.tsx';
import { IconButton } from '../../ui/IconButton.tsx';
import { toast } from '../../ui/toasts.ts';
import type { CallSession } from './CallSession.ts';
import type { CallState } from './callState.ts';
import { useCallChoices } from './deviceChoices.ts';
import { LevelMeter } from './LevelMeter.tsx';
import { canChooseSpeaker, playTestSound } from './Loudness.ts';
import { browserOf, concernedBy, failureWords, type DeviceKind } from './mediaFailure.ts';
import { Picture } from './Picture.tsx';

interface DeviceDialogProps {
  session: CallSession;
  call: CallState;
  me: Participant;
  onClose: () => void;
}

/** Before the call: how one looks and sounds, and which devices. In it: the same, to change them. */
export function DeviceDialog({ session, call, me, onClose }: DeviceDialogProps) {
  const { withMicrophone, withCamera } = useCallChoices();
  const [want, setWant] = useState({ microphone: withMicrophone, camera: withCamera });
  const isIn = call.phase === 'in';
  const begin = useEffectEvent(() => {
    if (!isIn) void session.check(want);
  });
  useEffect(() => {
    begin();
    return () => session.endCheck();
  }, [session]);

  function toggle(kind: DeviceKind, on: boolean) {
    setWant({ ...want, [kind]: on });
    if (isIn) void (kind === 'camera' ? session.setCamera(on) : session.setMicrophone(on));
    else if (on) void session.check({ microphone: kind === 'microphone', camera: kind === 'camera' });
    else session.shut(kind);
  }

  function join() {
    void session.join({
      microphone: call.microphone.track !== null && call.microphone.on,
      camera: call.camera.track !== null,
    });
    onClose();
  }

  const names = call.people.map(({ participant }) => participant.name);
  const asking = call.microphone.busy || call.camera.busy;
  return (
    <Dialog
      open
      onOpenChange={(open) => {
        if (!open) onClose();
      }}
      wide
      title={isIn ? 'Camera, microphone, speaker' : 'Join the call'}
      description={
        isIn
          ? 'Changes count at once.'
          : names.length === 0
            ? 'Nobody is in it yet. The others in the room see that you are.'
            : `In it: ${names.join(', ')}. They hear and see you only after you have joined.`
      }
    >
      {call.barrier === null ? (
        <>
          <div className="grid gap-4 sm:grid-cols-[1fr_15rem]">
            <div>
              <Mirror call={call} me={me} asking={asking} onToggle={toggle} />
              <Failures session={session} call={call} />
            </div>
            <Choices session={session} call={call} />
          </div>
          {!isIn && (
            <JoinButtons session={session} call={call} asking={asking} onJoin={join} onClose={onClose} />
          )}
        </>
      ) : (
        <Trouble {...failureWords(call.barrier, 'camera', browserOf(navigator.userAgent))} />
      )}
    </Dialog>
  );
}

interface MirrorProps {
  call: CallState;
  me: Participant;
  asking: boolean;
  onToggle: (kind: DeviceKind, on: boolean) => void;
}

function Mirror({ call, me, asking, onToggle }: MirrorProps) {
  const { camera, microphone } = call;
  const heard = microphone.on && microphone.track !== null;
  const seen = camera.track !== null;
  return (
    <div>
      <div className="relative isolate aspect-video overflow-hidden rounded-lg border border-line bg-sunken">
        {camera.track !== null ? (
          <Picture track={camera.track} mirrored />
        ) : (
          <div className="flex size-full flex-col items-center justify-center gap-2 p-4 text-center text-[13px] text-muted">
            {asking ? (
              <>
                <p>
                  <b className="text-ink">Your browser asks about camera and microphone.</b>
                  <br />
                  Choose “Allow”. Nobody sees or hears you yet.
                </p>
              </>
            ) : (
              <>
                <Avatar name={me.name} colour={me.colour} size="lg" />
                <p className="pb-12">Your camera is off</p>
              </>
            )}
          </div>
        )}
        <div className={cx('absolute inset-x-0 bottom-2 flex justify-center gap-2', asking && 'invisible')}>
          <Round
            label={heard ? 'Turn the microphone off' : 'Turn the microphone on'}
            on={heard}
            icon={heard ? <Mic size={18} /> : <MicOff size={18} />}
            onClick={() => onToggle('microphone', !heard)}
          />
          <Round
            label={seen ? 'Turn the camera off' : 'Turn the camera on'}
            on={seen}
            icon={seen ? <Video size={18} /> : <VideoOff size={18} />}
            onClick={() => onToggle('camera', !seen)}
          />
        </div>
      </div>
      <div className="mt-2 flex items-center gap-2 text-[13px] text-muted">
        {heard ? <Mic size={15} aria-hidden /> : <MicOff size={15} aria-hidden />}
        <LevelMeter track={heard ? microphone.track : null} />
      </div>
    </div>
  );
}

function Round({
  label,
  on,
  icon,
  onClick,
}: {
  label: string;
  on: boolean;
  icon: ReactNode;
  onClick: () => void;
}) {
  return (
    <IconButton
      label={label}
      icon={icon}
      onClick={onClick}
      className={cx(
        'size-10 rounded-full! shadow-sm',
        on
          ? 'bg-black/65 text-white hover:bg-black/80 hover:text-white'
          : 'bg-danger text-paper hover:bg-danger hover:text-paper',
      )}
    />
  );
}

const titles = { camera: 'Camera', microphone: 'Microphone', speaker: 'Speaker' } as const;

function Choices({ session, call }: { session: CallSession; call: CallState }) {
  const chosen = useCallChoices();
  const [testing, setTesting] = useState(false);
  const kinds = canChooseSpeaker()
    ? (['camera', 'microphone', 'speaker'] as const)
    : (['camera', 'microphone'] as const);

  function test() {
    setTesting(true);
    playTestSound(chosen.speaker)
      .catch(() =>
        toast('The sound did not play', { tone: 'bad', detail: 'Choose another speaker and try again.' }),
      )
      .finally(() => setTesting(false));
  }

  return (
    <div className="flex flex-col gap-3">
      {kinds.map((kind) => {
        const list = call.devices[kind];
        const used = kind === 'speaker' ? null : (call[kind].track?.getSettings().deviceId ?? null);
        const value =
          [used, chosen[kind]].find((id) => list.some((one) => one.id === id)) ?? list[0]?.id ?? '';
        return (
          <SelectField
            key={kind}
            label={titles[kind]}
            value={value}
            disabled={list.length === 0}
            onChange={(event) => void session.choose(kind, event.target.value)}
          >
            {list.length === 0 && (
              <option value="">{kind === 'speaker' ? 'As your system says' : 'None known yet'}</option>
            )}
            {list.map(({ id, label }) => (
              <option key={id} value={id}>
                {label}
              </option>
            ))}
          </SelectField>
        );
      })}
      <Button
        size="sm"
        className="self-start"
        busy={testing}
        icon={<Volume2 size={15} aria-hidden />}
        onClick={test}
      >
        Play a test sound
      </Button>
    </div>
  );
}

function Failures({ session, call }: { session: CallSession; call: CallState }) {
  const browser = browserOf(navigator.userAgent);
  return concernedBy(call).map(({ kind, failure }) => {
    const words = failureWords(failure, kind, browser);
    const want = { microphone: kind !== 'camera', camera: kind !== 'microphone' };
    return (
      <Trouble
        key={kind}
        {...words}
        action={
          words.again && (
            <Button
              size="sm"
              busy={call.microphone.busy || call.camera.busy}
              icon={<RefreshCw size={14} aria-hidden />}
              aria-label={`Try ${kind === 'both' ? 'both' : `the ${kind}`} again`}
              onClick={() => void session.check(want)}
            >
              Try again
            </Button>
          )
        }
      />
    );
  });
}

function Trouble({ title, next, action }: { title: string; next: string; action?: ReactNode }) {
  return (
    <div role="alert" className="mt-3 flex gap-3 rounded-md bg-marigold-soft p-3 text-[13px]">
      <TriangleAlert size={17} aria-hidden className="mt-0.5 shrink-0 text-marigold" />
      <div className="min-w-0 flex-1 space-y-2">
        <p>
          <b>{title}.</b> {next}
        </p>
        {action}
      </div>
    </div>
  );
}

interface JoinButtonsProps {
  session: CallSession;
  call: CallState;
  asking: boolean;
  onJoin: () => void;
  onClose: () => void;
}

/** What the button says is what happens: with whatever is open at that moment. */
function JoinButtons({ session, call, asking, onJoin, onClose }: JoinButtonsProps) {
  const heard = call.microphone.track !== null && call.microphone.on;
  const seen = call.camera.track !== null;
  const label = asking
    ? 'Join'
    : heard
      ? seen
        ? 'Join'
        : 'Join without camera'
      : seen
        ? 'Join without microphone'
        : 'Just listen';
  return (
    <div className="sticky -bottom-5 -mx-5 mt-5 -mb-5 flex flex-wrap items-center justify-end gap-2 border-t border-line bg-surface px-5 py-3">
      {(heard || seen || asking) && (
        <Button
          look="ghost"
          icon={<Headphones size={16} aria-hidden />}
          onClick={() => {
            void session.join({ microphone: false, camera: false });
            onClose();
          }}
        >
          Just listen
        </Button>
      )}
      <Button look="primary" busy={asking} onClick={onJoin}>
        {label}
      </Button>
    </div>
  );
}
