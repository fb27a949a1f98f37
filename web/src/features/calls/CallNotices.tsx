import { CameraOff, MonitorUp, TriangleAlert, Unplug, VolumeX, X } from 'lucide-react';
import type { ReactNode } from 'react';
import { Button } from '../../ui/Button.tsx';
import { IconButton } from '../../ui/IconButton.tsx';
import type { CallSession } from './CallSession.ts';
import type { CallPerson, CallState } from './callState.ts';
import { browserOf, concernedBy, failureWords } from './mediaFailure.ts';

interface CallNoticesProps {
  session: CallSession;
  call: CallState;
  /** Whose screen could be looked at and is not. */
  unwatched: CallPerson | null;
  onWatch: (clientId: number) => void;
}

/** What stands between this person and a whole call, each with its next step. The room below works without. */
export function CallNotices({ session, call, unwatched, onWatch }: CallNoticesProps) {
  if (call.phase !== 'in') return null;
  const browser = browserOf(navigator.userAgent);
  return (
    <>
      {call.soundBlocked && (
        <Notice
          icon={<VolumeX size={17} aria-hidden />}
          action={<Action onClick={() => session.hearAll()}>Turn the sound on</Action>}
        >
          <b>Your browser holds the sound back</b> until you click something on this page.
        </Notice>
      )}
      {concernedBy(call).map(({ kind, failure }) => {
        const words = failureWords(failure, kind, browser);
        const kinds = kind === 'both' ? (['microphone', 'camera'] as const) : ([kind] as const);
        const want = { microphone: kind !== 'camera', camera: kind !== 'microphone' };
        return (
          <Notice
            key={kind}
            icon={<TriangleAlert size={17} aria-hidden />}
            action={
              words.again && (
                <Action
                  busy={call.microphone.busy || call.camera.busy}
                  onClick={() => void session.check(want)}
                >
                  Try again
                </Action>
              )
            }
            onDismiss={() => kinds.forEach((one) => session.forgive(one))}
          >
            <b>{words.title}.</b> {words.next}
          </Notice>
        );
      })}
      {call.screen.failure !== null && (
        <Notice icon={<TriangleAlert size={17} aria-hidden />} onDismiss={() => session.forgive('screen')}>
          <b>The screen could not be shared.</b> Allow your browser to record the screen in the system’s
          settings, and try again.
        </Notice>
      )}
      {call.trouble && (
        <Notice icon={<TriangleAlert size={17} aria-hidden />}>
          <b>The call cannot be reached.</b> It is tried again by itself; everything else here works.
        </Notice>
      )}
      {call.unplugged !== null && (
        <Notice icon={<Unplug size={17} aria-hidden />} onDismiss={() => session.forgetUnplugged()}>
          <b>{call.unplugged === '' ? 'A device' : `“${call.unplugged}”`} is gone.</b> If there is another
          one, it is used now.
        </Notice>
      )}
      {call.heldFrom.length > 0 && (
        <Notice icon={<CameraOff size={17} aria-hidden />}>
          <b>{`The connection is too slow for your picture to ${call.heldFrom.join(' and ')}.`}</b> Sound goes
          on; the picture comes back by itself.
        </Notice>
      )}
      {call.screen.track !== null && (
        <Notice
          calm
          icon={<MonitorUp size={17} aria-hidden />}
          action={<Action onClick={() => session.stopScreen()}>Stop sharing</Action>}
        >
          <b>You are sharing your screen</b> with everyone in the call.
        </Notice>
      )}
      {unwatched !== null && (
        <Notice
          calm
          icon={<MonitorUp size={17} aria-hidden />}
          action={<Action onClick={() => onWatch(unwatched.clientId)}>Watch</Action>}
        >
          <b>
            <bdi>{unwatched.participant.name}</bdi>
          </b>{' '}
          shows a screen.
        </Notice>
      )}
    </>
  );
}

interface NoticeProps {
  icon: ReactNode;
  /** Tells of something wanted, not of something wrong. */
  calm?: boolean;
  action?: ReactNode;
  onDismiss?: () => void;
  children: ReactNode;
}

function Notice({ icon, calm = false, action, onDismiss, children }: NoticeProps) {
  return (
    <section
      role={calm ? 'status' : 'alert'}
      className={`flex shrink-0 items-center gap-3 border-b border-line px-4 py-1.5 text-sm ${calm ? 'bg-iris-soft' : 'bg-marigold-soft'}`}
    >
      <span className={calm ? 'text-iris' : 'text-marigold'}>{icon}</span>
      <p className="min-w-0 flex-1 leading-snug">{children}</p>
      {action}
      {onDismiss !== undefined && (
        <IconButton small label="Dismiss" icon={<X size={15} />} onClick={onDismiss} />
      )}
    </section>
  );
}

function Action({
  busy = false,
  onClick,
  children,
}: {
  busy?: boolean;
  onClick: () => void;
  children: ReactNode;
}) {
  return (
    <Button size="sm" busy={busy} onClick={onClick}>
      {children}
    </Button>
  );
}
