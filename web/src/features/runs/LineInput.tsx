import { CornerDownLeft } from 'lucide-react';
import { useState } from 'react';
import { Button } from '../../ui/Button.tsx';
import { inputLook } from '../../ui/Field.tsx';

/** One line for the program, where there is no terminal to type into. */
export function LineInput({ type }: { type: (text: string, end?: boolean) => Promise<boolean> }) {
  const [line, setLine] = useState('');
  return (
    <form
      className="flex shrink-0 gap-2 border-t border-line bg-surface px-3 py-2"
      onSubmit={(event) => {
        event.preventDefault();
        setLine('');
        void type(`${line}\n`).then((taken) => {
          if (!taken) setLine((now) => (now === '' ? line : now));
        });
      }}
    >
      <input
        aria-label="Type a line"
        placeholder="Type a line"
        autoCapitalize="off"
        autoComplete="off"
        autoCorrect="off"
        spellCheck={false}
        enterKeyHint="send"
        value={line}
        onChange={(event) => setLine(event.target.value)}
        className={`${inputLook} h-10 min-w-0 flex-1 font-mono`}
      />
      <Button type="submit" look="primary" icon={<CornerDownLeft size={16} aria-hidden />}>
        Send
      </Button>
      <Button
        look="ghost"
        className="px-2.5"
        title="Tells the program that nothing more comes"
        onClick={() => void type('', true)}
      >
        End
      </Button>
    </form>
  );
}
