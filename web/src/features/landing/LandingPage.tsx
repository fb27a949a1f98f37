import type { CreateRoomAnswer } from '../../realtime/protocol.ts';
import { LogoMark } from '../../ui/Logo.tsx';
import { ThemeButton } from '../../ui/ThemeButton.tsx';
import { JoinByLink } from './JoinByLink.tsx';
import { RecentRooms } from './RecentRooms.tsx';
import { Scene } from './Scene.tsx';
import { StartForm } from './StartForm.tsx';

interface LandingPageProps {
  onCreated: (answer: CreateRoomAnswer) => void;
  onIntent: () => void;
  /** Goes to a path of this site. */
  onGo: (path: string) => void;
}

export function LandingPage({ onCreated, onIntent, onGo }: LandingPageProps) {
  return (
    <div className="flex min-h-dvh flex-col overflow-x-clip">
      <header className="mx-auto flex w-full max-w-6xl items-center justify-between px-5 py-4 sm:px-8">
        <span className="flex items-center gap-2.5 text-lg font-bold tracking-tight">
          <LogoMark />
          CodeMeet
        </span>
        <ThemeButton />
      </header>

      <main className="mx-auto grid w-full max-w-6xl flex-1 items-center gap-x-14 gap-y-12 px-5 pt-4 pb-12 sm:px-8 lg:grid-cols-[minmax(0,27rem)_minmax(0,1fr)]">
        <div>
          <h1 className="text-[2.6rem] leading-[1.12] sm:leading-[1.04] font-extrabold tracking-[-0.035em] text-balance sm:text-6xl">
            Write it{' '}
            <Caret name="Ada" className="bg-accent text-on-accent">
              together.
            </Caret>{' '}
            Run it{' '}
            <Caret name="Lin" className="bg-lagoon text-paper">
              here.
            </Caret>
          </h1>
          <p className="mt-5 max-w-[26rem] text-[17px] leading-relaxed text-pretty text-muted">
            A room for up to four people and one piece of code: a shared editor, real runs that everyone sees,
            and chat. For interviews and for pairing. No account, nothing to install.
          </p>
          <StartForm onCreated={onCreated} onIntent={onIntent} />
          <JoinByLink onGo={onGo} />
        </div>
        <div className="min-w-0">
          <Scene />
          <RecentRooms onGo={onGo} />
        </div>
      </main>

      <footer className="border-t border-line">
        <dl className="mx-auto grid w-full max-w-6xl gap-x-10 gap-y-5 px-5 py-6 text-sm sm:grid-cols-3 sm:px-8">
          <Pledge title="Nothing typed is lost">
            Every change is confirmed by the server, and the room tells you so. Type offline; it merges when
            you are back.
          </Pledge>
          <Pledge title="Runs that tell the truth">
            Output streams to everyone. A stopped program says which limit it hit, and keeps what it printed.
          </Pledge>
          <Pledge title="Four seats, never five">
            Your seat waits for you when your connection drops. You come back as yourself.
          </Pledge>
        </dl>
      </footer>
    </div>
  );
}

/** A word with somebody's cursor behind it, as the editor draws them. */
function Caret({ name, className, children }: { name: string; className: string; children: string }) {
  return (
    <span className="relative whitespace-nowrap">
      {children}
      <span
        aria-hidden
        className={`absolute top-[0.06em] -right-[0.12em] h-[0.98em] w-[0.055em] rounded-full ${className}`}
      >
        <span
          className={`absolute bottom-full left-0 mb-px rounded-sm rounded-bl-none px-1.5 py-0.5 text-[11px] leading-none font-bold tracking-normal ${className}`}
        >
          {name}
        </span>
      </span>
    </span>
  );
}

function Pledge({ title, children }: { title: string; children: string }) {
  return (
    <div>
      <dt className="font-bold">{title}</dt>
      <dd className="mt-1 leading-snug text-muted">{children}</dd>
    </div>
  );
}
