import { Mic, MicOff, Video } from 'lucide-react';
import { Avatar } from '../../ui/Avatar.tsx';
import { Button } from '../../ui/Button.tsx';
import { IconButton } from '../../ui/IconButton.tsx';
import { EmptyPanel } from '../../ui/Stage.tsx';
import type { CallViewProps } from './CallPanel.tsx';
import { Controls } from './Controls.tsx';
import { Picture } from './Picture.tsx';
import { Tiles } from './Tiles.tsx';

interface PhoneCallProps extends CallViewProps {
  /** This page gave its seat to another of the same person. */
  closed: boolean;
}

/** The call's own place on a phone: a shared screen above the faces above the controls. */
export function PhoneCall({ closed, ...props }: PhoneCallProps) {
  const { session, call, watching, onDevices } = props;
  if (closed) {
    return <EmptyPanel icon={<Video size={28} aria-hidden />} title="The call goes on where you went on" />;
  }
  if (call.phase !== 'in') {
    const names = call.people.map(({ participant }) => participant.name);
    return (
      <EmptyPanel
        icon={<Video size={28} aria-hidden />}
        title={names.length === 0 ? 'Nobody is in the call' : `In the call: ${names.join(', ')}`}
      >
        <p>You see how you look and sound before anybody else does.</p>
        <Button look="primary" className="mt-3" onClick={onDevices}>
          Join the call
        </Button>
      </EmptyPanel>
    );
  }
  const sharer = call.people.find(({ clientId }) => clientId === watching) ?? null;
  return (
    <section aria-label="Call" className="flex h-full flex-col bg-surface">
      {sharer?.screen != null && (
        <figure className="shrink-0 border-b border-line bg-black">
          <div className="aspect-video max-h-[50dvh] w-full">
            <Picture track={sharer.screen} whole />
          </div>
          <figcaption className="bg-surface px-3 py-1.5 text-[13px]">
            <bdi className="font-bold">{sharer.participant.name}</bdi> shows a screen
          </figcaption>
        </figure>
      )}
      <div className="min-h-0 flex-1 overflow-y-auto p-2">
        <div className="flex min-h-full flex-col justify-center">
          <Tiles {...props} shape="page" />
        </div>
      </div>
      <div className="flex shrink-0 justify-center border-t border-line p-3">
        <Controls session={session} call={call} onDevices={onDevices} big />
      </div>
    </section>
  );
}

interface PhoneCallBarProps extends Pick<CallViewProps, 'session' | 'call'> {
  onOpen: () => void;
}

/** While another part of the room is shown: who is there, who speaks, and the one button that cannot wait. */
export function PhoneCallBar({ session, call, onOpen }: PhoneCallBarProps) {
  const { people, microphone } = call;
  const heard = microphone.on && microphone.track !== null;
  return (
    <div className="flex h-11 shrink-0 items-center gap-2 border-b border-line bg-surface px-3">
      <button
        type="button"
        onClick={onOpen}
        className="flex min-w-0 flex-1 items-center gap-2 text-left text-[13px]"
      >
        <span className="flex shrink-0 gap-1.5">
          {people.map(({ participant, speaking }) => (
            <span
              key={participant.id}
              className={speaking ? 'rounded-full ring-2 ring-lagoon ring-offset-1 ring-offset-surface' : ''}
            >
              <Avatar size="sm" name={participant.name} colour={participant.colour} />
            </span>
          ))}
        </span>
        <span className="truncate">
          {people.length === 0
            ? 'You are alone in the call'
            : `In the call with ${people.map(({ participant }) => participant.name).join(', ')}`}
        </span>
      </button>
      <IconButton
        label={heard ? 'Mute' : 'Unmute'}
        icon={heard ? <Mic size={18} /> : <MicOff size={18} />}
        className={heard ? 'size-9' : 'size-9 bg-danger-soft text-danger'}
        onClick={() => void session.setMicrophone(!heard)}
      />
    </div>
  );
}
