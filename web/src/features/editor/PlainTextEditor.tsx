import { useEffect, useRef } from 'react';
import type { RoomLink } from '../../realtime/RoomLink.ts';
import { shareSelection, type CursorRange } from './cursors.ts';
import { editorDocument } from './EditorDocument.ts';
import type { Spot } from './spot.ts';
import { TextAreaBinding } from './TextAreaBinding.ts';
import { Whereabouts } from './Whereabouts.tsx';

interface PlainTextEditorProps {
  link: RoomLink;
  fileId: string;
  /** CSS pixels; below 16 an iPhone zooms in on focus. */
  fontSize: number;
  readOnly: boolean;
  /** Where to go next; each one is gone to once. */
  goTo: Spot | null;
}

/** One file in the browser's own text field: for phones, whose keyboards Monaco does not get along with. */
export function PlainTextEditor({ link, fileId, fontSize, readOnly, goTo }: PlainTextEditorProps) {
  const area = useRef<HTMLTextAreaElement>(null);
  useEffect(() => {
    const document = editorDocument(link);
    const { awareness } = document.link;
    let binding: TextAreaBinding | null = null;
    let shared = '';
    const share = (range: CursorRange) => {
      const selection = shareSelection(fileId, document.text(fileId), [range]);
      const place = JSON.stringify(selection);
      if (place === shared) return; // Only others' edits moved it.
      shared = place;
      awareness.setLocalStateField('selection', selection);
    };
    const bind = () => {
      binding?.dispose();
      binding =
        area.current === null ? null : new TextAreaBinding(document.text(fileId), area.current, share);
    };
    bind();
    const end = document.link.onRebuilt(bind);
    return () => {
      end();
      binding?.dispose();
      awareness.setLocalStateField('selection', null);
    };
  }, [link, fileId]);

  useEffect(() => {
    const field = area.current;
    if (field === null || goTo?.line == null || goTo.fileId !== fileId) return;
    const lines = field.value.split('\n');
    const start = lines.slice(0, goTo.line - 1).reduce((sum, line) => sum + line.length + 1, 0);
    field.focus();
    field.setSelectionRange(start, start + (lines[goTo.line - 1]?.length ?? 0));
    field.scrollTop = ((goTo.line - 4) / Math.max(lines.length, 1)) * field.scrollHeight;
  }, [goTo, fileId]);

  return (
    <div className="flex h-full min-h-0 flex-col">
      <textarea
        ref={area}
        className="min-h-0 flex-1 resize-none bg-surface p-3 font-mono text-ink"
        style={{ fontSize, tabSize: 4 }}
        readOnly={readOnly}
        aria-label="Code"
        autoCapitalize="off"
        autoComplete="off"
        autoCorrect="off"
        spellCheck={false}
        wrap="off"
      />
      <Whereabouts link={link} />
    </div>
  );
}
