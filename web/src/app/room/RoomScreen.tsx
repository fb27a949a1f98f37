import { useQueryClient } from '@tanstack/react-query';
import { ServerOff } from 'lucide-react';
import { useEffect, useState, type ReactNode } from 'react';
import { editorDocument, type EditorDocument } from '../../features/editor/EditorDocument.ts';
import { EndedPage, RemovedPage } from '../../features/ending/EndedPage.tsx';
import { keepCode, type KeptCode } from '../../features/ending/keptCode.ts';
import { WaitingRoom } from '../../features/join/WaitingRoom.tsx';
import { useRoomToasts } from '../../features/status/useRoomToasts.ts';
import { explain } from '../../lib/refusals.ts';
import { useStore } from '../../lib/store.ts';
import type { Room } from '../../realtime/protocol.ts';
import type { RoomLink } from '../../realtime/RoomLink.ts';
import { Button } from '../../ui/Button.tsx';
import { Stage } from '../../ui/Stage.tsx';
import { ThemeButton } from '../../ui/ThemeButton.tsx';
import { Workroom } from './Workroom.tsx';

interface RoomScreenProps {
  link: RoomLink;
  /** Just made by this page: nobody was invited yet. */
  isNew: boolean;
  onLeave: () => Promise<void>;
  home: ReactNode;
}

/** Whatever the room is to this page at the moment: a place to work, a place to wait, or over. */
export function RoomScreen({ link, isNew, onLeave, home }: RoomScreenProps) {
  const state = useStore(link.state);
  const [document] = useState(() => editorDocument(link));
  const queries = useQueryClient();
  useRoomToasts(link);
  useEffect(() => {
    window.document.title = `${state.room.title} · CodeMeet`;
    return () => {
      window.document.title = 'CodeMeet';
    };
  }, [state.room.title]);
  // What was read with another seat is not for the next one.
  useEffect(() => () => queries.removeQueries({ queryKey: ['runs', link.roomId] }), [queries, link]);

  const { phase, room, me } = state;
  const isOver = phase.name === 'ended';
  useEffect(() => {
    if (isOver) keepCode(link.roomId, codeOf(link.state.getSnapshot().room, document));
  }, [isOver, link, document]);
  switch (phase.name) {
    case 'waiting':
      return <WaitingRoom room={room} me={me} onLeave={() => void onLeave()} settings={<ThemeButton />} />;
    case 'removed':
      return <RemovedPage reason={phase.reason} home={home} />;
    case 'ended':
      return <EndedPage code={codeOf(room, document)} home={home} />;
    case 'failed': {
      const { title, next } = explain(phase.problem);
      return (
        <main className="flex min-h-dvh items-center">
          <Stage
            tone="warn"
            icon={<ServerOff size={26} aria-hidden />}
            title={title}
            actions={
              <>
                <Button look="primary" onClick={() => location.reload()}>
                  Try again
                </Button>
                {home}
              </>
            }
          >
            <p>{next}</p>
          </Stage>
        </main>
      );
    }
    case 'connecting':
    case 'online':
    case 'offline':
    case 'superseded':
      return <Workroom link={link} state={state} document={document} isNew={isNew} onLeave={onLeave} />;
    default:
      return phase satisfies never;
  }
}

function codeOf(room: Room, document: EditorDocument): KeptCode {
  return {
    title: room.title,
    files: document.runFiles().files,
    unsaved: document.link.status.getSnapshot().waiting,
  };
}
