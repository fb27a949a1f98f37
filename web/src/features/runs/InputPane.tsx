import { byteLength } from '../../lib/format.ts';
import { cx } from '../../lib/cx.ts';
import { inputLook, TextField } from '../../ui/Field.tsx';

/** The server's limit for standard input. */
export const maxStdinBytes = 64 * 1024;

export interface RunInput {
  stdin: string;
  /** As typed; `splitArgs` makes arguments of it. */
  args: string;
}

interface InputPaneProps {
  input: RunInput;
  onChange: (input: RunInput) => void;
}

/** What the next run of this person gets on standard input and as arguments. */
export function InputPane({ input, onChange }: InputPaneProps) {
  const bytes = byteLength(input.stdin);
  return (
    <div className="flex h-full min-h-0 flex-col gap-3 px-3 pb-3">
      <div className="flex min-h-20 flex-1 flex-col">
        <label htmlFor="stdin" className="mb-1.5 flex justify-between text-[13px] font-semibold">
          Standard input
          <span className={cx('font-normal', bytes > maxStdinBytes ? 'text-danger' : 'text-muted')}>
            {bytes > maxStdinBytes
              ? `${Math.ceil(bytes / 1024)} of ${maxStdinBytes / 1024} KiB: shorten it to run`
              : 'for your runs; the others have their own'}
          </span>
        </label>
        <textarea
          id="stdin"
          spellCheck={false}
          value={input.stdin}
          placeholder="What the program reads"
          aria-invalid={bytes > maxStdinBytes}
          onChange={(event) => onChange({ ...input, stdin: event.target.value })}
          className={cx(inputLook, 'min-h-0 flex-1 resize-none py-2 font-mono sm:text-[13px]')}
        />
      </div>
      <TextField
        label="Arguments"
        spellCheck={false}
        autoComplete="off"
        placeholder={'--size 10 "two words"'}
        value={input.args}
        onChange={(event) => onChange({ ...input, args: event.target.value })}
      />
    </div>
  );
}
