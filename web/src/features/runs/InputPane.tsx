import { byteLength } from '../../lib/format.ts';
import { cx } from '../../lib/cx.ts';
import { setPreferences, usePreferences } from '../../lib/preferences.ts';
import { inputLook, SelectField, TextField } from '../../ui/Field.tsx';
import { Toggle } from '../../ui/Toggle.tsx';

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
  files: readonly { id: string; path: string }[];
  /** Id of the file that runs, for everyone. */
  entryId: string | null;
  onEntry: (fileId: string) => void;
}

/** What the next run of this person gets on standard input and as arguments, and which file it starts with. */
export function InputPane({ input, onChange, files, entryId, onEntry }: InputPaneProps) {
  const { runWithInput } = usePreferences();
  const bytes = byteLength(input.stdin);
  const tooLong = bytes > maxStdinBytes;
  return (
    <div className="flex h-full min-h-0 flex-col gap-3 overflow-y-auto px-3 pb-3 md:flex-row">
      <div className="flex min-h-28 min-w-0 flex-1 flex-col">
        <div className="mb-1.5 flex items-center justify-between gap-2 text-[13px]">
          <label htmlFor="stdin" className="font-semibold">
            Standard input
          </label>
          {tooLong && (
            <span className="text-danger">
              {Math.ceil(bytes / 1024)} of {maxStdinBytes / 1024} KiB: shorten it to run
            </span>
          )}
          <span className="flex items-center gap-2 text-muted">
            <label htmlFor="run-with-input">Run with it</label>
            <Toggle
              id="run-with-input"
              checked={runWithInput}
              onChange={(on) => setPreferences({ runWithInput: on })}
            />
          </span>
        </div>
        <textarea
          id="stdin"
          spellCheck={false}
          value={input.stdin}
          placeholder="What the program reads. Leave it empty to type while the program runs."
          aria-invalid={tooLong}
          onChange={(event) => onChange({ ...input, stdin: event.target.value })}
          className={cx(inputLook, 'min-h-0 flex-1 resize-none py-2 font-mono sm:text-[13px]')}
        />
      </div>
      <div className="flex flex-col gap-3 md:w-64">
        <TextField
          label="Arguments"
          spellCheck={false}
          autoComplete="off"
          placeholder={'--size 10 "two words"'}
          value={input.args}
          onChange={(event) => onChange({ ...input, args: event.target.value })}
        />
        {files.length > 1 && (
          <SelectField
            label="File that runs, for everyone"
            value={entryId ?? ''}
            onChange={(event) => onEntry(event.target.value)}
          >
            {files.map((file) => (
              <option key={file.id} value={file.id}>
                {file.path}
              </option>
            ))}
          </SelectField>
        )}
        <p className="text-[13px] text-pretty text-muted">
          Input and arguments are for your own runs; the others have theirs.
        </p>
      </div>
    </div>
  );
}
