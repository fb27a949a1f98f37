import { SendHorizontal } from 'lucide-react';
import { useState, type KeyboardEvent } from 'react';
import { cx } from '../../lib/cx.ts';
import { byteLength } from '../../lib/format.ts';
import type { Audience } from '../../realtime/protocol.ts';
import { inputLook } from '../../ui/Field.tsx';
import { IconButton } from '../../ui/IconButton.tsx';
import { Segments } from '../../ui/Segments.tsx';
import { maxMessageBytes } from './chatLines.ts';

interface ComposerProps {
  privateChat: boolean;
  disabled: boolean;
  onSend: (text: string, audience: Audience) => void;
}

const audiences = [
  { value: 'room', label: 'Everyone' },
  { value: 'interviewers', label: 'Interviewers' },
] as const;

/** Enter sends, Shift+Enter begins a new line; on touch keyboards Enter is a new line and the button sends. */
export function Composer({ privateChat, disabled, onSend }: ComposerProps) {
  const [text, setText] = useState('');
  const [audience, setAudience] = useState<Audience>('room');
  const bytes = byteLength(text.trim());
  const tooLong = bytes > maxMessageBytes;

  function send() {
    if (bytes === 0 || tooLong || disabled) return;
    onSend(text.trim(), privateChat ? audience : 'room');
    setText('');
  }

  function onKeyDown(event: KeyboardEvent) {
    if (event.key !== 'Enter' || event.shiftKey || event.nativeEvent.isComposing) return;
    if (matchMedia('(pointer: coarse)').matches) return;
    event.preventDefault();
    send();
  }

  return (
    <form
      className="shrink-0 border-t border-line p-2"
      onSubmit={(event) => {
        event.preventDefault();
        send();
      }}
    >
      {privateChat && (
        <div className="mb-2 flex items-center gap-2 text-xs text-muted">
          To <Segments label="Who reads it" value={audience} options={audiences} onChange={setAudience} />
        </div>
      )}
      <div className="flex items-end gap-1.5">
        <textarea
          aria-label="Message"
          aria-invalid={tooLong}
          rows={1}
          value={text}
          disabled={disabled}
          placeholder={
            audience === 'interviewers' && privateChat ? 'Only interviewers read this' : 'Write a message'
          }
          onChange={(event) => setText(event.target.value)}
          onKeyDown={onKeyDown}
          className={cx(
            inputLook,
            'field-sizing-content max-h-36 min-h-9 resize-none py-1.5 leading-snug disabled:opacity-60',
            privateChat && audience === 'interviewers' && 'border-iris bg-iris-soft',
          )}
        />
        <IconButton
          type="submit"
          label="Send"
          icon={<SendHorizontal size={17} />}
          disabled={bytes === 0 || tooLong || disabled}
          className="mb-0.5"
        />
      </div>
      {bytes > maxMessageBytes * 0.75 && (
        <p role="status" className={cx('mt-1 px-1 text-xs', tooLong ? 'text-danger' : 'text-muted')}>
          {bytes.toLocaleString()} of {maxMessageBytes.toLocaleString()} bytes
          {tooLong && '. Put longer text into a file of the room.'}
        </p>
      )}
    </form>
  );
}
