import '@fontsource-variable/jetbrains-mono/wght.css';
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { Link } from 'react-router';
import { DoorPage } from '../../features/join/DoorPage.tsx';
import { EndedPage, LeftPage } from '../../features/ending/EndedPage.tsx';
import { keptCode } from '../../features/ending/keptCode.ts';
import { loadMonaco } from '../../features/editor/loadMonaco.ts';
import { useStore } from '../../lib/store.ts';
import type { CreateRoomAnswer } from '../../realtime/protocol.ts';
import { Button } from '../../ui/Button.tsx';
import { Toaster } from '../../ui/Toaster.tsx';
import { LoadingPage } from '../LoadingPage.tsx';
import { Entrance } from './Entrance.ts';
import { RoomScreen } from './RoomScreen.tsx';
import { phone } from './phone.ts';

const queries = new QueryClient({
  // What the server refused it refuses again; what is worth another try says so where it is asked.
  defaultOptions: { queries: { retry: false, refetchOnWindowFocus: false } },
});

/** Fetches the editor while the person still types a name. Not on phones, which use the browser's own text field. */
export function preloadEditor() {
  if (matchMedia(phone).matches) return;
  loadMonaco().catch(() => undefined); // The editor itself tries again, and says so when it fails.
}

interface RoomPageProps {
  roomId: string;
  /** The secret of the link's fragment. */
  invite: string | null;
  /** Set in the page that just made this room. */
  created: CreateRoomAnswer | null;
}

export default function RoomPage({ roomId, invite, created }: RoomPageProps) {
  const [entrance] = useState(() => new Entrance(roomId, invite, created));
  useEffect(() => {
    entrance.open();
    preloadEditor();
    return () => entrance.close();
  }, [entrance]);
  const state = useStore(entrance);

  return (
    <QueryClientProvider client={queries}>
      {screen()}
      <Toaster />
    </QueryClientProvider>
  );

  function screen() {
    switch (state.at) {
      case 'returning':
        return <LoadingPage label="Taking you to your seat" />;
      case 'door': {
        const kept = state.problem?.code === 'ROOM_ENDED' ? keptCode(roomId) : null;
        if (kept !== null) return <EndedPage code={kept} home={<HomeLink />} />;
        return (
          <DoorPage
            hasInvite={invite !== null}
            problem={state.problem}
            joining={state.joining}
            onJoin={(name) => void entrance.join(name)}
            home={<HomeLink />}
          />
        );
      }
      case 'inside':
        return (
          <RoomScreen
            link={state.link}
            isNew={state.isNew}
            onLeave={() => entrance.leave()}
            home={<HomeLink />}
          />
        );
      case 'left':
        return (
          <LeftPage
            again={invite !== null && <Button onClick={() => location.reload()}>Join again</Button>}
            home={<HomeLink />}
          />
        );
      default:
        return state satisfies never;
    }
  }
}

function HomeLink() {
  return (
    <Link
      to="/"
      className="inline-flex h-10 items-center rounded-md px-4 text-sm font-semibold text-accent hover:bg-accent-soft"
    >
      To the start page
    </Link>
  );
}
