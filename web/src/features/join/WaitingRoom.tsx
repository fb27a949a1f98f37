import type { ReactNode } from 'react';
import type { Participant, Room } from '../../realtime/protocol.ts';
import { Avatar } from '../../ui/Avatar.tsx';
import { Button } from '../../ui/Button.tsx';
import { LogoMark } from '../../ui/Logo.tsx';

interface WaitingRoomProps {
  room: Room;
  me: Participant;
  onLeave: () => void;
  settings: ReactNode;
}

/** Between the door and the room. Nothing of the room is shown, since nothing of it has been sent. */
export function WaitingRoom({ room, me, onLeave, settings }: WaitingRoomProps) {
  const started = room.state === 'live' || room.state === 'paused';
  return (
    <div className="flex min-h-dvh flex-col">
      <header className="flex items-center justify-between px-5 py-4 sm:px-8">
        <LogoMark />
        {settings}
      </header>
      <main className="mx-auto flex w-full max-w-md flex-1 flex-col items-center justify-center px-6 pb-20 text-center">
        <p className="font-semibold text-muted">{room.title}</p>
        <h1 className="mt-2 text-3xl font-extrabold tracking-tight text-balance">
          {started ? 'Somebody will let you in' : 'You are early: it has not begun'}
        </h1>
        <p className="mt-3 leading-relaxed text-pretty text-muted">
          {started
            ? 'The people in the room see that you are waiting.'
            : 'The host sees that you are here and lets you in when everything is ready.'}{' '}
          This page goes on by itself. You may reload it; your place is kept.
        </p>
        <div className="mt-7 flex items-center gap-3 rounded-xl border border-line bg-surface py-3 pr-5 pl-3">
          <Avatar name={me.name} colour={me.colour} />
          <span className="text-left text-sm">
            You come in as <b>{me.name}</b>
          </span>
        </div>
        <div aria-hidden className="mt-8 h-1 w-48 overflow-hidden rounded-full bg-sunken">
          <div className="h-full w-1/3 animate-sweep rounded-full bg-accent" />
        </div>
        <p role="status" className="sr-only">
          Waiting to be let in
        </p>
        <Button look="ghost" className="mt-8" onClick={onLeave}>
          Leave
        </Button>
      </main>
    </div>
  );
}
