import { useEffect, useRef } from 'react';
import type { DocumentLink } from '../../realtime/DocumentLink.ts';
import { TextAreaBinding } from './TextAreaBinding.ts';

interface SharedTextAreaProps {
  id: string;
  link: DocumentLink;
  /** Root of the document that holds the text. */
  name: string;
  readOnly: boolean;
  className: string;
  placeholder: string;
}

/** Cursors are shared in files only. */
const untold = () => undefined;

/** A text of the room in the browser's own field, which several people may write in at once. */
export function SharedTextArea({ id, link, name, readOnly, className, placeholder }: SharedTextAreaProps) {
  const area = useRef<HTMLTextAreaElement>(null);
  useEffect(() => {
    let binding: TextAreaBinding | null = null;
    const bind = () => {
      binding?.dispose();
      binding =
        area.current === null ? null : new TextAreaBinding(link.doc.getText(name), area.current, untold);
    };
    bind();
    const end = link.onRebuilt(bind);
    return () => {
      end();
      binding?.dispose();
    };
  }, [link, name]);
  return (
    <textarea
      id={id}
      ref={area}
      className={className}
      readOnly={readOnly}
      placeholder={placeholder}
      autoCapitalize="off"
      autoComplete="off"
      autoCorrect="off"
      spellCheck={false}
      wrap="off"
    />
  );
}
