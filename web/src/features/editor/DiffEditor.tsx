import { useEffect, useRef, useState } from 'react';
import { Spinner } from '../../ui/Spinner.tsx';
import { loadMonaco } from './loadMonaco.ts';

interface DiffEditorProps {
  before: string;
  after: string;
  /** Monaco's name of the language. */
  language: string;
  theme: 'light' | 'dark';
}

/** Two texts side by side, or below each other where there is no room; nothing can be changed in it. */
export function DiffEditor({ before, after, language, theme }: DiffEditorProps) {
  const container = useRef<HTMLDivElement>(null);
  const [state, setState] = useState<'loading' | 'ready' | 'failed'>('loading');
  useEffect(() => {
    let isGone = false;
    let end: (() => void) | null = null;
    loadMonaco().then(
      ({ monaco }) => {
        if (isGone || container.current === null) return;
        monaco.editor.setTheme(`codemeet-${theme}`);
        const [original, modified] = [before, after].map((text) => monaco.editor.createModel(text, language));
        if (original === undefined || modified === undefined) return;
        const editor = monaco.editor.createDiffEditor(container.current, {
          readOnly: true,
          domReadOnly: true,
          automaticLayout: true,
          renderSideBySideInlineBreakpoint: 640,
          minimap: { enabled: false },
          scrollBeyondLastLine: false,
          fontFamily: 'var(--font-mono)',
          fontSize: 13,
          lineHeight: 20,
          ignoreTrimWhitespace: false,
          renderOverviewRuler: false,
          originalAriaLabel: 'Code of the run',
          modifiedAriaLabel: 'Code it is compared with',
        });
        editor.setModel({ original, modified });
        setState('ready');
        end = () => {
          editor.dispose();
          original.dispose();
          modified.dispose();
        };
      },
      () => {
        if (!isGone) setState('failed');
      },
    );
    return () => {
      isGone = true;
      end?.();
    };
  }, [before, after, language, theme]);
  return (
    <div className="relative h-full bg-surface">
      <div ref={container} className="h-full" data-testid="diff" />
      {state !== 'ready' && (
        <p className="absolute inset-0 flex items-center justify-center gap-2 text-sm text-muted">
          {state === 'loading' ? (
            <>
              <Spinner /> Loading the comparison…
            </>
          ) : (
            'The comparison could not be loaded. Close this and try again.'
          )}
        </p>
      )}
    </div>
  );
}
