import { Code2, Files, MessagesSquare, Terminal, Users, Video } from 'lucide-react';
import { Tabs } from 'radix-ui';
import type { ReactNode } from 'react';
import { Badge } from '../../ui/Badge.tsx';

export type PhoneTab = 'code' | 'output' | 'chat' | 'call' | 'people' | 'files';

const tabs = [
  { value: 'files', label: 'Files', icon: Files, part: 'files' },
  { value: 'code', label: 'Code', icon: Code2, part: 'editor' },
  { value: 'output', label: 'Output', icon: Terminal, part: 'output' },
  { value: 'chat', label: 'Chat', icon: MessagesSquare, part: 'chat' },
  { value: 'call', label: 'Call', icon: Video, part: 'call' },
  { value: 'people', label: 'People', icon: Users, part: 'people' },
] as const;

interface PhoneLayoutProps {
  parts: Record<'files' | 'editor' | 'output' | 'call' | 'people' | 'chat', ReactNode>;
  tab: PhoneTab;
  onTab: (tab: PhoneTab) => void;
  unread: number;
  /** Somebody waits to be let in. */
  waiting: boolean;
  /** How many others are in the call that this person is not in. */
  callWithout: number;
}

/** One part at a time, chosen below the thumb. */
export function PhoneLayout({ parts, tab, onTab, unread, waiting, callWithout }: PhoneLayoutProps) {
  return (
    <Tabs.Root
      value={tab}
      onValueChange={(value) => {
        const chosen = tabs.find((one) => one.value === value);
        if (chosen !== undefined) onTab(chosen.value);
      }}
      className="flex min-h-0 flex-1 flex-col"
      asChild
    >
      <main>
        <div className="min-h-0 flex-1">
          {tabs.map(({ value, part }) => (
            <Tabs.Content key={value} value={value} tabIndex={-1} className="h-full outline-none">
              {parts[part]}
            </Tabs.Content>
          ))}
        </div>
        <Tabs.List
          aria-label="Parts of the room"
          className="grid shrink-0 grid-cols-6 border-t border-line bg-surface pb-[env(safe-area-inset-bottom)]"
        >
          {tabs.map(({ value, label, icon: Icon }) => (
            <Tabs.Trigger
              key={value}
              value={value}
              className="relative flex h-14 flex-col items-center justify-center gap-0.5 text-[11px] font-semibold text-muted data-[state=active]:text-accent"
            >
              <Icon size={20} aria-hidden />
              {label}
              {value === 'chat' && (
                <Badge count={unread} label="unread" className="absolute top-1.5 left-1/2 ml-2" />
              )}
              {value === 'call' && (
                <Badge count={callWithout} label="in the call" className="absolute top-1.5 left-1/2 ml-2" />
              )}
              {value === 'people' && waiting && (
                <span className="absolute top-2 left-1/2 ml-2 size-2.5 rounded-full bg-marigold">
                  <span className="sr-only">somebody waits</span>
                </span>
              )}
            </Tabs.Trigger>
          ))}
        </Tabs.List>
      </main>
    </Tabs.Root>
  );
}
