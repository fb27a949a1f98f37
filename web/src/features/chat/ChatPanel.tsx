import { MessagesSquare } from 'lucide-react';
import { useEffect, useRef } from 'react';
import { cx } from '../../lib/cx.ts';
import { formatTime } from '../../lib/format.ts';
import { useStore } from '../../lib/store.ts';
import type { Participant } from '../../realtime/protocol.ts';
import type { RoomLink } from '../../realtime/RoomLink.ts';
import { PanelHeader } from '../../ui/Panel.tsx';
import { EmptyPanel } from '../../ui/Stage.tsx';
import { Spinner } from '../../ui/Spinner.tsx';
import { chatLines, type ChatLine } from './chatLines.ts';
import { Composer } from './Composer.tsx';
import { useOutgoing, type Outgoing } from './useOutgoing.ts';

interface ChatPanelProps {
  link: RoomLink;
  me: Participant;
  /** Hosts and interviewers of an interview may write among themselves. */
  privateChat: boolean;
  /** The page takes no messages at the moment (superseded, ended). */
  closed: boolean;
}

export function ChatPanel({ link, me, privateChat, closed }: ChatPanelProps) {
  const { messages, events, loaded } = useStore(link.timeline);
  const { outgoing, send, resend, drop } = useOutgoing(link, messages);
  const lines = chatLines(messages, events);
  const box = useScrolledToEnd(`${lines.at(-1)?.seq ?? 0} ${outgoing.length}`);

  return (
    <section aria-label="Chat" className="flex h-full min-h-0 flex-col">
      <PanelHeader title="Chat" />
      <div
        ref={box}
        role="log"
        aria-label="Messages"
        tabIndex={0}
        className="min-h-0 flex-1 overflow-y-auto px-3 pb-2"
      >
        {messages.length === 0 && outgoing.length === 0 ? (
          <EmptyPanel
            icon={<MessagesSquare size={22} aria-hidden />}
            title={loaded ? 'No messages yet' : 'Loading the chat…'}
          >
            {loaded && 'What is written here stays with the room.'}
          </EmptyPanel>
        ) : (
          <ol>
            {lines.map((line) => (
              <Line key={line.seq} line={line} />
            ))}
            {outgoing.map((one) => (
              <OutgoingLine
                key={one.key}
                one={one}
                me={me}
                onResend={() => resend(one)}
                onDrop={() => drop(one.key)}
              />
            ))}
          </ol>
        )}
      </div>
      <Composer privateChat={privateChat} disabled={closed} onSend={send} />
    </section>
  );
}

function Line({ line }: { line: ChatLine }) {
  if (line.kind === 'notice') {
    return (
      <li className="py-1.5 text-center text-xs text-muted">
        {line.text} · {formatTime(line.at)}
      </li>
    );
  }
  const { message, follows } = line;
  return (
    <li className={follows ? 'mt-0.5' : 'mt-2.5'}>
      {!follows && (
        <p className="flex items-baseline gap-2 text-xs">
          <span
            aria-hidden
            className="size-2 shrink-0 self-center rounded-full"
            style={{ backgroundColor: message.from.colour }}
          />
          <b className="truncate text-[13px]">{message.from.name}</b>
          <time dateTime={message.at} className="shrink-0 text-muted">
            {formatTime(message.at)}
          </time>
          {message.audience === 'interviewers' && <PrivateMark />}
        </p>
      )}
      <MessageText>{message.text}</MessageText>
    </li>
  );
}

function OutgoingLine({
  one,
  me,
  onResend,
  onDrop,
}: {
  one: Outgoing;
  me: Participant;
  onResend: () => void;
  onDrop: () => void;
}) {
  return (
    <li className={cx('mt-2.5', one.failed === null && one.seq === null && 'opacity-60')}>
      <p className="flex items-center gap-2 text-xs text-muted">
        <span aria-hidden className="size-2 shrink-0 rounded-full" style={{ backgroundColor: me.colour }} />
        <b className="text-[13px] text-ink">{me.name}</b>
        {one.failed === null && one.seq === null && (
          <>
            <Spinner size={12} /> sending
          </>
        )}
        {one.audience === 'interviewers' && <PrivateMark />}
      </p>
      <MessageText>{one.text}</MessageText>
      {one.failed !== null && (
        <p role="alert" className="mt-1 text-xs text-danger">
          Not sent. {one.failed}{' '}
          <button type="button" onClick={onResend} className="font-bold underline underline-offset-2">
            Send again
          </button>{' '}
          <button type="button" onClick={onDrop} className="underline underline-offset-2">
            Drop
          </button>
        </p>
      )}
    </li>
  );
}

function MessageText({ children }: { children: string }) {
  return (
    <p dir="auto" className="pl-4 text-sm leading-snug break-words whitespace-pre-wrap">
      {children}
    </p>
  );
}

function PrivateMark() {
  return (
    <span className="rounded-sm bg-iris-soft px-1 text-[11px] font-semibold text-iris">
      interviewers only
    </span>
  );
}

/** Keeps the newest in sight, unless the person scrolled up to read. */
function useScrolledToEnd(newest: string) {
  const box = useRef<HTMLDivElement>(null);
  const atEnd = useRef(true);
  useEffect(() => {
    const element = box.current;
    if (element === null) return;
    const onScroll = () => {
      atEnd.current = element.scrollHeight - element.scrollTop - element.clientHeight < 40;
    };
    element.addEventListener('scroll', onScroll, { passive: true });
    return () => element.removeEventListener('scroll', onScroll);
  }, []);
  useEffect(() => {
    if (atEnd.current) box.current?.scrollTo({ top: box.current.scrollHeight });
  }, [newest]);
  return box;
}
