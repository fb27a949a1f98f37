import { MonitorSmartphone, Pause, WifiOff } from 'lucide-react';
import type { ReactNode } from 'react';
import { useSecondsUntil } from '../../lib/useSecondsUntil.ts';
import type { Room } from '../../realtime/protocol.ts';
import type { LinkPhase } from '../../realtime/linkState.ts';
import type { RoomLink } from '../../realtime/RoomLink.ts';
import { Button } from '../../ui/Button.tsx';

interface ConnectionBannerProps {
  link: RoomLink;
  phase: LinkPhase;
  /** Nothing reaches the server, though the link may not have given its connection up yet. */
  offline: boolean;
  room: Room;
}

/** What stands between this page and the room, if anything. Lies above the room, which stays readable. */
export function ConnectionBanner({ link, phase, offline, room }: ConnectionBannerProps) {
  if (phase.name === 'offline') return <OfflineBanner link={link} reconnectAt={phase.reconnectAt} />;
  if (phase.name === 'superseded') {
    return (
      <Banner icon={<MonitorSmartphone size={17} aria-hidden />} action={<UseHere link={link} />}>
        <b>You went on in another tab or on another device.</b> This page only shows what was here then.
      </Banner>
    );
  }
  if (offline) {
    return (
      <Banner icon={<WifiOff size={17} aria-hidden />}>
        <b>No connection.</b> Go on typing, it is kept and merged.
      </Banner>
    );
  }
  if (room.state === 'paused') {
    return (
      <Banner icon={<Pause size={17} aria-hidden />}>
        <b>The room is paused.</b> You can go on writing and running.
      </Banner>
    );
  }
  return null;
}

function OfflineBanner({ link, reconnectAt }: { link: RoomLink; reconnectAt: number }) {
  const seconds = useSecondsUntil(reconnectAt) ?? 0;
  return (
    <Banner
      icon={<WifiOff size={17} aria-hidden />}
      action={
        <Button size="sm" onClick={() => link.reconnectNow()}>
          Try now
        </Button>
      }
    >
      <b>No connection.</b> Go on typing, it is kept and merged.{' '}
      <span className="tabular-nums">{seconds > 0 ? `Next try in ${seconds} s.` : 'Trying…'}</span>
    </Banner>
  );
}

function UseHere({ link }: { link: RoomLink }) {
  return (
    <Button size="sm" look="primary" onClick={() => void link.useHere()}>
      Use it here
    </Button>
  );
}

function Banner({ icon, action, children }: { icon: ReactNode; action?: ReactNode; children: ReactNode }) {
  return (
    <section
      aria-label="State of the room"
      className="flex shrink-0 items-center gap-3 border-b border-line bg-marigold-soft px-4 py-2 text-sm"
    >
      <span className="text-marigold">{icon}</span>
      <p className="min-w-0 flex-1 leading-snug">{children}</p>
      {action}
    </section>
  );
}
