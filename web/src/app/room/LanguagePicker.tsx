import { Check, ChevronDown, Search } from 'lucide-react';
import { Popover } from 'radix-ui';
import { useEffect, useId, useState, type KeyboardEvent } from 'react';
import { cx } from '../../lib/cx.ts';
import type { Language } from '../../realtime/protocol.ts';
import { Button } from '../../ui/Button.tsx';

interface LanguagePickerProps {
  languages: readonly Language[];
  currentId: string;
  disabled: boolean;
  onChoose: (language: Language) => void;
}

/** The room's language, for everyone. Written code is never replaced; see `EditorDocument.switchLanguage`. */
export function LanguagePicker({ languages, currentId, disabled, onChoose }: LanguagePickerProps) {
  const [open, setOpen] = useState(false);
  const current = languages.find((language) => language.id === currentId);
  const name = current?.name ?? (currentId === '' ? 'Language' : currentId);
  return (
    <Popover.Root open={open} onOpenChange={setOpen}>
      <Popover.Trigger asChild>
        <Button
          size="sm"
          disabled={disabled || languages.length === 0}
          aria-label={`Language: ${name}`}
          title={current?.version ?? undefined}
        >
          {name}
          <ChevronDown size={14} aria-hidden />
        </Button>
      </Popover.Trigger>
      <Popover.Portal>
        <Popover.Content
          align="start"
          sideOffset={6}
          collisionPadding={8}
          aria-label="Language"
          className="z-50 flex max-h-[min(28rem,var(--radix-popover-content-available-height))] w-72 animate-rise flex-col overflow-hidden rounded-lg border border-line bg-raised shadow-float"
        >
          <Choices
            languages={languages}
            currentId={currentId}
            onChoose={(language) => {
              setOpen(false);
              if (language.id !== currentId) onChoose(language);
            }}
          />
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  );
}

interface ChoicesProps {
  languages: readonly Language[];
  currentId: string;
  onChoose: (language: Language) => void;
}

/** Those that run here first; of the others one sees how they would. */
function Choices({ languages, currentId, onChoose }: ChoicesProps) {
  const listId = useId();
  const [sought, setSought] = useState('');
  const found = languages.filter((language) => fits(language, sought));
  const ready = found.filter((language) => language.available);
  const missing = found.filter((language) => !language.available);
  const [activeId, setActiveId] = useState(currentId);
  const active = ready.find((language) => language.id === activeId) ?? ready[0];

  // Where one is, in a list that is longer than its box.
  useEffect(() => {
    // In the next frame: the box gets its height when it has its place.
    const frame = requestAnimationFrame(() =>
      document.getElementById(`${listId}-${currentId}`)?.scrollIntoView({ block: 'center' }),
    );
    return () => cancelAnimationFrame(frame);
  }, [listId, currentId]);

  function onKeyDown(event: KeyboardEvent) {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step !== undefined && active !== undefined) {
      event.preventDefault();
      const next = ready[(ready.indexOf(active) + step + ready.length) % ready.length];
      if (next === undefined) return;
      setActiveId(next.id);
      document.getElementById(`${listId}-${next.id}`)?.scrollIntoView({ block: 'nearest' });
    } else if (event.key === 'Enter' && active !== undefined && !event.nativeEvent.isComposing) {
      event.preventDefault();
      onChoose(active);
    }
  }

  return (
    <>
      <div className="flex shrink-0 items-center gap-2 border-b border-line px-3">
        <Search size={15} aria-hidden className="shrink-0 text-muted" />
        <input
          type="text"
          role="combobox"
          aria-label="Search the languages"
          aria-expanded
          aria-controls={listId}
          aria-activedescendant={active === undefined ? undefined : `${listId}-${active.id}`}
          autoComplete="off"
          spellCheck={false}
          placeholder="Search"
          value={sought}
          onChange={(event) => setSought(event.target.value)}
          onKeyDown={onKeyDown}
          className="h-10 min-w-0 flex-1 bg-transparent text-base outline-none placeholder:text-muted sm:text-sm"
        />
      </div>
      <div id={listId} role="listbox" aria-label="Language" className="min-h-0 overflow-y-auto p-1">
        {ready.map((language) => (
          // The field above has the keyboard and moves through these.
          // eslint-disable-next-line jsx-a11y/click-events-have-key-events
          <div
            key={language.id}
            id={`${listId}-${language.id}`}
            role="option"
            tabIndex={-1}
            aria-selected={language.id === currentId}
            onClick={() => onChoose(language)}
            onPointerMove={() => setActiveId(language.id)}
            className={cx(
              'flex min-h-9 cursor-pointer items-center gap-2 rounded-sm px-2 text-sm select-none',
              language === active && 'bg-sunken',
            )}
          >
            {`${language.name} `}
            <span className="text-xs text-muted">{shortVersion(language.version)}</span>
            {language.id === currentId && <Check size={15} aria-hidden className="ml-auto" />}
          </div>
        ))}
        {missing.length > 0 && (
          <p role="presentation" className="px-2 pt-3 pb-1 text-xs font-semibold text-muted">
            Not installed on this server
          </p>
        )}
        {missing.map((language) => (
          <div
            key={language.id}
            role="option"
            tabIndex={-1}
            aria-selected={language.id === currentId}
            aria-disabled
            className="rounded-sm px-2 py-1.5 text-sm text-muted select-text"
          >
            {language.name}
            <code className="block font-mono text-xs select-all">./dev languages install {language.id}</code>
          </div>
        ))}
        {found.length === 0 && <p className="px-2 py-3 text-sm text-muted">No language is called that.</p>}
      </div>
    </>
  );
}

function fits({ id, name, aliases, extension }: Language, sought: string): boolean {
  const word = sought.trim().toLowerCase();
  return [id, name, extension, ...aliases].some((one) => one.toLowerCase().includes(word));
}

/** `Python 3.13.5` and `gcc (Debian 14.2.0-19) 14.2.0` alike say only their number here. */
function shortVersion(version: string | undefined): string {
  return /\d+(?:\.\d+)+/.exec(version ?? '')?.[0] ?? '';
}
