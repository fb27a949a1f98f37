import { ChevronDown, ChevronUp, X } from 'lucide-react';
import { useEffect, useEffectEvent, useRef, useState, type RefObject } from 'react';
import { useShownTheme } from '../../../lib/preferences.ts';
import { inputLook } from '../../../ui/Field.tsx';
import { IconButton } from '../../../ui/IconButton.tsx';
import { toast } from '../../../ui/toasts.ts';
import type { Place } from '../diagnostics.ts';
import type { Transcript } from '../liveOutput.ts';
import { LineComposer } from './LineComposer.ts';
import type { TerminalScreen } from './TerminalScreen.ts';

interface TerminalPaneProps {
  runId: string;
  printed: Transcript;
  /** The beginning says most: of compiler errors the first causes the others. */
  fromTop: boolean;
  /** The program runs and this person may type into it. */
  open: boolean;
  /** Lines on their way to the program. */
  sent: string;
  type: (text: string, end?: boolean) => Promise<boolean>;
  onStop: () => void;
  placesIn: (text: string) => readonly Place[];
  onPlace: (place: Place) => void;
  /** The screen, for the buttons above it; null until it is there. */
  screen: RefObject<TerminalScreen | null>;
  /** Changes whenever the keyboard should go to the terminal. */
  focusKey: number;
  searching: boolean;
  onSearching: (searching: boolean) => void;
  /** The terminal cannot be fetched: show the output without it. */
  onUnavailable: (error: unknown) => void;
}

const fontSize = 13;

/** The room's terminal: what the run prints, what anybody types, and this person's line before it is sent. */
export function TerminalPane(props: TerminalPaneProps) {
  const { runId, printed, open, sent, fromTop, searching, onSearching, screen, focusKey } = props;
  const container = useRef<HTMLDivElement>(null);
  const theme = useShownTheme();
  const [composer, setComposer] = useState(() => ({ runId, line: new LineComposer() }));
  if (composer.runId !== runId) setComposer({ runId, line: new LineComposer() });
  const [ready, setReady] = useState(false);

  const draw = useEffectEvent(() => {
    const [before, after] = composer.line.parts;
    screen.current?.setUnsent(open ? { sent, before, after } : { sent: '', before: '', after: '' });
  });
  const onData = useEffectEvent((data: string) => {
    const { line } = composer;
    const did = line.take(data);
    draw();
    if (did.kind === 'lines') {
      void props.type(did.text).then((taken) => {
        if (taken || line.line !== '') return;
        line.line = did.text.replace(/\n$/, '').split('\n').at(-1) ?? '';
        draw();
      });
    } else if (did.kind === 'end') void props.type('', true);
    else if (did.kind === 'stop') props.onStop();
  });
  const placesIn = useEffectEvent((text: string) => props.placesIn(text));
  const onPlace = useEffectEvent((place: Place) => props.onPlace(place));
  const startFind = useEffectEvent(() => onSearching(true));
  const unavailable = useEffectEvent((error: unknown) => props.onUnavailable(error));
  const look = useEffectEvent(() => theme);

  useEffect(() => {
    let made: TerminalScreen | null = null;
    let isGone = false;
    // Cells are measured once, so the font has to be there first.
    const font = document.fonts.load(`${fontSize}px "JetBrains Mono Variable"`).catch(() => []);
    Promise.all([import('./TerminalScreen.ts'), font]).then(
      ([{ TerminalScreen: Screen }]) => {
        if (isGone || container.current === null) return;
        made = new Screen(container.current, {
          theme: look(),
          fontSize,
          onData: (data) => onData(data),
          onFind: () => startFind(),
          onCopied: () => toast('Copied'),
          placesIn: (line) => placesIn(line),
          onPlace: (place) => onPlace(place),
        });
        screen.current = made;
        setReady(true);
      },
      (error: unknown) => unavailable(error),
    );
    return () => {
      isGone = true;
      made?.dispose();
      screen.current = null;
      setReady(false);
    };
  }, [screen]);

  useEffect(() => {
    if (ready) screen.current?.show(printed, fromTop);
  }, [ready, screen, printed, fromTop]);
  useEffect(() => {
    if (!ready) return;
    screen.current?.setReadOnly(!open);
    draw();
  }, [ready, screen, open, sent, runId]);
  useEffect(() => screen.current?.setLook(theme, fontSize), [ready, screen, theme]);
  useEffect(() => {
    if (ready && focusKey > 0) screen.current?.focus();
  }, [ready, screen, focusKey]);

  return (
    <div className="relative h-full min-h-0">
      <div
        ref={container}
        data-testid="terminal"
        aria-busy={!ready}
        className="absolute inset-0 overflow-hidden pr-1 pb-1 pl-3"
      />
      {searching && (
        <FindBar
          onFind={(text, direction) => screen.current?.find(text, direction) ?? false}
          onClose={() => {
            onSearching(false);
            screen.current?.endFind();
          }}
        />
      )}
    </div>
  );
}

function FindBar({
  onFind,
  onClose,
}: {
  onFind: (text: string, direction: 'next' | 'previous') => boolean;
  onClose: () => void;
}) {
  const [text, setText] = useState('');
  const [found, setFound] = useState(true);
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => field.current?.focus(), []);
  const find = (direction: 'next' | 'previous') => setFound(onFind(text, direction));
  return (
    <div
      role="search"
      className="absolute top-0 right-3 z-10 flex items-center gap-1 rounded-lg border border-line bg-raised p-1 shadow-float"
    >
      <input
        ref={field}
        type="search"
        aria-label="Find in the output"
        aria-invalid={!found}
        placeholder="Find"
        spellCheck={false}
        value={text}
        onChange={(event) => {
          setText(event.target.value);
          setFound(onFind(event.target.value, 'previous'));
        }}
        onKeyDown={(event) => {
          if (event.key === 'Escape') onClose();
          if (event.key === 'Enter') find(event.shiftKey ? 'next' : 'previous');
        }}
        className={`${inputLook} h-8 w-44 px-2 sm:text-[13px]`}
      />
      <span role="status" className="w-14 text-center text-xs text-danger">
        {found ? '' : 'not found'}
      </span>
      <IconButton label="Earlier match" icon={<ChevronUp size={15} />} onClick={() => find('previous')} />
      <IconButton label="Later match" icon={<ChevronDown size={15} />} onClick={() => find('next')} />
      <IconButton label="Close the search" icon={<X size={15} />} onClick={onClose} />
    </div>
  );
}
