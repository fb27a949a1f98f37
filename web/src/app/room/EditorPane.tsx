import { Unplug } from 'lucide-react';
import { lazy, Suspense, useMemo, useState } from 'react';
import { PlainTextEditor } from '../../features/editor/PlainTextEditor.tsx';
import type { RunProblem } from '../../features/editor/runMarkers.ts';
import type { Spot } from '../../features/editor/spot.ts';
import { FileTabs } from '../../features/files/FileTabs.tsx';
import { usePreferences, useShownTheme } from '../../lib/preferences.ts';
import type { Language } from '../../realtime/protocol.ts';
import type { RoomLink } from '../../realtime/RoomLink.ts';
import { Button } from '../../ui/Button.tsx';
import type { useOpenFiles } from './useOpenFiles.ts';

const CodeEditor = lazy(async () => {
  // Monaco measures the font once, so it has to be there first; without it the next in line is measured.
  const font = document.fonts.load('14px "JetBrains Mono Variable"').catch(() => []);
  const [{ CodeEditor: Editor }] = await Promise.all([import('../../features/editor/CodeEditor.tsx'), font]);
  return { default: Editor };
});

/** Below this an iPhone zooms into a field on focus. */
const smallestTouchFont = 16;

interface EditorPaneProps {
  link: RoomLink;
  /** The text is there. */
  loaded: boolean;
  openFiles: ReturnType<typeof useOpenFiles>;
  languages: readonly Language[];
  readOnly: boolean;
  /** Nothing else is open, so that whoever types at once types code. */
  takesFocus: boolean;
  /** The browser's own text field instead of Monaco. */
  plain: boolean;
  /** What the newest run complained about, by file. */
  problems: ReadonlyMap<string, readonly RunProblem[]>;
  goTo: Spot | null;
}

/** The open files and the editor on one of them. */
export function EditorPane({
  link,
  loaded,
  openFiles,
  languages,
  readOnly,
  takesFocus,
  plain,
  problems,
  goTo,
}: EditorPaneProps) {
  const { fontSize, vim } = usePreferences();
  const theme = useShownTheme();
  const [tries, setTries] = useState(0);
  const [unavailable, setUnavailable] = useState(false);
  const fileId = openFiles.currentId;
  const preferences = useMemo(
    () => ({ theme, fontSize, keys: vim ? ('vim' as const) : ('default' as const) }),
    [theme, fontSize, vim],
  );

  return (
    <section aria-label="Editor" className="flex h-full min-h-0 flex-col bg-surface">
      <div className="shrink-0 bg-paper">
        <FileTabs
          open={openFiles.open}
          currentId={fileId}
          onOpen={openFiles.show}
          onClose={openFiles.close}
        />
      </div>
      {unavailable && !plain && (
        <div role="alert" className="flex items-center gap-3 bg-marigold-soft px-4 py-2 text-sm">
          <Unplug size={16} aria-hidden className="text-marigold" />
          <p className="flex-1">The full editor did not load. You can write in this plain one.</p>
          <Button
            size="sm"
            onClick={() => {
              setUnavailable(false);
              setTries(tries + 1);
            }}
          >
            Try again
          </Button>
        </div>
      )}
      <div className="min-h-0 flex-1">
        {!loaded || fileId === null ? (
          <EditorSkeleton />
        ) : plain || unavailable ? (
          <PlainTextEditor
            link={link}
            fileId={fileId}
            fontSize={plain ? Math.max(smallestTouchFont, fontSize) : fontSize}
            readOnly={readOnly}
            goTo={goTo}
          />
        ) : (
          <Suspense fallback={<EditorSkeleton />}>
            <CodeEditor
              key={tries}
              link={link}
              fileId={fileId}
              languages={languages}
              preferences={preferences}
              readOnly={readOnly}
              takesFocus={takesFocus}
              problems={problems}
              goTo={goTo}
              onUnavailable={() => setUnavailable(true)}
            />
          </Suspense>
        )}
      </div>
    </section>
  );
}

/** Lines of text to be: where the code will stand. */
function EditorSkeleton() {
  return (
    <div role="status" aria-label="Loading the code" className="space-y-3 p-5">
      {[38, 62, 54, 0, 46, 70, 30].map((width, index) => (
        <div key={index} className="h-3 rounded-full bg-sunken" style={{ width: `${width}%` }} />
      ))}
    </div>
  );
}
