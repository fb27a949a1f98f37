import { lazy, Suspense, useState } from 'react';
import { Route, Routes, useLocation, useNavigate, useParams } from 'react-router';
import { LandingPage } from '../features/landing/LandingPage.tsx';
import type { CreateRoomAnswer } from '../realtime/protocol.ts';
import { LoadingPage } from './LoadingPage.tsx';
import { NotFoundPage } from './NotFoundPage.tsx';

const loadRoomPage = () => import('./room/RoomPage.tsx');
const RoomPage = lazy(loadRoomPage);

function preloadRoom() {
  loadRoomPage().then(
    (page) => page.preloadEditor(),
    () => undefined, // Entering tries again, and says so when it fails.
  );
}

export function App() {
  const navigate = useNavigate();
  // The answer of a creation holds the token and the invitation links, which are shown only once: it is handed
  // to the room in memory and never through the address or the history.
  const [created, setCreated] = useState<CreateRoomAnswer | null>(null);

  function enter(answer: CreateRoomAnswer) {
    setCreated(answer);
    void navigate(`/r/${answer.room.id}`);
  }

  return (
    <Routes>
      <Route
        path="/"
        element={
          <LandingPage onCreated={enter} onIntent={preloadRoom} onGo={(path) => void navigate(path)} />
        }
      />
      <Route path="/r/:roomId" element={<RoomRoute created={created} />} />
      <Route path="*" element={<NotFoundPage />} />
    </Routes>
  );
}

function RoomRoute({ created }: { created: CreateRoomAnswer | null }) {
  const { roomId = '' } = useParams();
  const { hash } = useLocation();
  const invite = new URLSearchParams(hash.slice(1)).get('invite');
  return (
    <Suspense fallback={<LoadingPage label="Opening the room" />}>
      <RoomPage
        // Another room or another invitation is another visit, not a change of this one.
        key={`${roomId} ${invite ?? ''}`}
        roomId={roomId}
        invite={invite}
        created={created?.room.id === roomId ? created : null}
      />
    </Suspense>
  );
}
