import { Armchair, CircleSlash, Clock, Flag, Link2Off, Lock, ServerOff, UserX } from 'lucide-react';
import { useEffect, useEffectEvent, useState, type ReactNode, type SubmitEvent } from 'react';
import { setPreferences, usePreferences } from '../../lib/preferences.ts';
import { explain, type Failure } from '../../lib/refusals.ts';
import { useSecondsUntil } from '../../lib/useSecondsUntil.ts';
import { Button } from '../../ui/Button.tsx';
import { TextField } from '../../ui/Field.tsx';
import { LogoMark } from '../../ui/Logo.tsx';
import { Stage } from '../../ui/Stage.tsx';
import { ThemeButton } from '../../ui/ThemeButton.tsx';
import { doorState, retryDelayMs } from './doorStates.ts';

interface DoorPageProps {
  hasInvite: boolean;
  /** The last refusal. */
  problem: (Failure & { retryAfterMs?: number | undefined }) | null;
  joining: boolean;
  onJoin: (name: string) => void;
  /** The way to the start page. */
  home: ReactNode;
}

/** Before the room: who comes in, and every reason why not. */
export function DoorPage({ hasInvite, problem, joining, onJoin, home }: DoorPageProps) {
  const { name } = usePreferences();
  const [wanted, setWanted] = useState(name);
  // While a retry is under way the page goes on showing why it waits.
  const [last, setLast] = useState({ problem, tries: 0 });
  if (problem !== null && problem !== last.problem) setLast({ problem, tries: last.tries + 1 });
  const shown = problem ?? (joining ? last.problem : null);
  const state = doorState(shown?.code ?? null, hasInvite);

  function join() {
    setPreferences({ name: wanted.trim() });
    onJoin(wanted.trim());
  }

  return (
    <div className="flex min-h-dvh flex-col">
      <header className="flex items-center justify-between px-5 py-4 sm:px-8">
        <span className="flex items-center gap-2.5 text-lg font-bold tracking-tight">
          <LogoMark />
          CodeMeet
        </span>
        <ThemeButton />
      </header>
      <main className="flex flex-1 items-center justify-center pb-16">
        {state === 'ask' && (
          <JoinForm name={wanted} onName={setWanted} problem={shown} joining={joining} onJoin={join} />
        )}
        {state === 'retry' && shown !== null && (
          <RetryStage key={last.tries} problem={shown} joining={joining} onRetry={join} home={home} />
        )}
        {state === 'closed' && <ClosedStage problem={shown} home={home} />}
      </main>
    </div>
  );
}

interface JoinFormProps {
  name: string;
  onName: (name: string) => void;
  problem: Failure | null;
  joining: boolean;
  onJoin: () => void;
}

function JoinForm({ name, onName, problem, joining, onJoin }: JoinFormProps) {
  const [empty, setEmpty] = useState(false);
  const words = problem === null ? null : explain(problem);

  function submit(event: SubmitEvent) {
    event.preventDefault();
    setEmpty(name.trim() === '');
    if (name.trim() !== '' && !joining) onJoin();
  }

  return (
    <form onSubmit={submit} noValidate className="w-full max-w-md px-6">
      <h1 className="text-4xl font-extrabold tracking-tight text-balance">You are invited to a room</h1>
      <p className="mt-3 text-[15px] leading-relaxed text-pretty text-muted">
        Up to four people write and run code together here. No account, nothing to install, no camera.
      </p>
      {words !== null && (
        <p role="alert" className="mt-5 rounded-md bg-marigold-soft px-4 py-3 text-sm">
          <b className="text-marigold">{words.title}.</b> {words.next}
        </p>
      )}
      <div className="mt-6 rounded-xl border border-line bg-surface p-5 shadow-sm">
        <TextField
          label="Your name"
          hint="The others see it beside your cursor."
          autoComplete="nickname"
          maxLength={64}
          // eslint-disable-next-line jsx-a11y/no-autofocus -- the one thing to do on this page
          autoFocus
          value={name}
          error={empty ? 'Tell the others who you are.' : null}
          onChange={(event) => {
            onName(event.target.value);
            setEmpty(false);
          }}
        />
        <Button type="submit" look="primary" size="lg" busy={joining} className="mt-4 w-full">
          {joining ? 'Knocking…' : problem?.code === 'ROOM_LOCKED' ? 'Try again' : 'Join the room'}
        </Button>
      </div>
      <p className="mt-4 px-1 text-[13px] leading-snug text-muted">
        The room keeps what everyone writes, runs and says in the chat, with the time, so that it can be read
        and replayed later by those who host it.
      </p>
    </form>
  );
}

interface RetryStageProps {
  problem: Failure & { retryAfterMs?: number | undefined };
  joining: boolean;
  onRetry: () => void;
  home: ReactNode;
}

function RetryStage({ problem, joining, onRetry, home }: RetryStageProps) {
  const [retryAt] = useState(() => Date.now() + retryDelayMs(problem.retryAfterMs, Math.random()));
  const retry = useEffectEvent(onRetry);
  useEffect(() => {
    if (joining) return;
    const timer = setTimeout(() => retry(), Math.max(0, retryAt - Date.now()));
    return () => clearTimeout(timer);
  }, [retryAt, joining]);
  const seconds = useSecondsUntil(retryAt);
  const { title, next } = explain(problem);
  return (
    <Stage
      tone="warn"
      icon={
        problem.code === 'ROOM_FULL' ? (
          <Armchair size={26} aria-hidden />
        ) : (
          <ServerOff size={26} aria-hidden />
        )
      }
      title={title}
      actions={
        <>
          <Button look="primary" busy={joining} onClick={onRetry}>
            Try now
          </Button>
          {home}
        </>
      }
    >
      <p>{next}</p>
      {problem.code === 'ROOM_FULL' && <p>Leave this page open. The host can also free a seat for you.</p>}
      <p className="tabular-nums" aria-live="off">
        {joining || seconds === null || seconds === 0 ? 'Trying…' : `Next try in ${seconds} s`}
      </p>
    </Stage>
  );
}

/** Signs for refusals that have one; the rest gets a broken link. */
const closedSigns: Partial<Record<string, { icon: ReactNode; tone: 'plain' | 'warn' | 'bad' }>> = {
  ROOM_ENDED: { icon: <Flag size={26} aria-hidden />, tone: 'plain' },
  REMOVED: { icon: <UserX size={26} aria-hidden />, tone: 'bad' },
  ROOM_LOCKED: { icon: <Lock size={26} aria-hidden />, tone: 'warn' },
  INVITE_EXPIRED: { icon: <Clock size={26} aria-hidden />, tone: 'warn' },
  INVITE_USED: { icon: <CircleSlash size={26} aria-hidden />, tone: 'warn' },
  INVITE_REVOKED: { icon: <CircleSlash size={26} aria-hidden />, tone: 'warn' },
};

function ClosedStage({ problem, home }: { problem: Failure | null; home: ReactNode }) {
  if (problem === null) {
    return (
      <Stage
        icon={<Link2Off size={26} aria-hidden />}
        tone="warn"
        title="An invitation is missing"
        actions={home}
      >
        <p>
          This is a room’s address, but without the invitation that opens it. Ask for the whole link; it ends
          in “#invite=…”.
        </p>
      </Stage>
    );
  }
  const { title, next } = explain(problem);
  const sign = closedSigns[problem.code];
  return (
    <Stage
      icon={sign?.icon ?? <Link2Off size={26} aria-hidden />}
      tone={sign?.tone ?? 'warn'}
      title={title}
      actions={home}
    >
      <p>{next}</p>
    </Stage>
  );
}
