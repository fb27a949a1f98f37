import { ArrowDown, ArrowUp, Copy, Lock, MoreHorizontal, Trash2 } from 'lucide-react';
import { useId, useState, type ReactNode } from 'react';
import { cx } from '../../../lib/cx.ts';
import { useStore } from '../../../lib/store.ts';
import type { Checker } from '../../../realtime/protocol.ts';
import { inputLook } from '../../../ui/Field.tsx';
import { IconButton } from '../../../ui/IconButton.tsx';
import { Menu, MenuItem, MenuSeparator } from '../../../ui/Menu.tsx';
import type { HiddenCase, HiddenCases } from './HiddenCases.ts';
import { longestName, type SharedCases } from './SharedCases.ts';

/** Draws a field on a text of the code document. */
export type SharedText = (field: {
  id: string;
  name: string;
  className: string;
  placeholder: string;
}) => ReactNode;

const checkers: readonly { value: Checker; label: string }[] = [
  { value: 'lines', label: 'Compare lines' },
  { value: 'exact', label: 'Compare exactly' },
  { value: 'tokens', label: 'Compare words' },
  { value: 'numbers', label: 'Compare numbers' },
  { value: 'unordered', label: 'Lines in any order' },
];

interface CaseFormProps {
  id: string;
  /** Null for a case of the room. */
  hiddenCase: HiddenCase | null;
  shared: SharedCases;
  hidden: HiddenCases;
  canWrite: boolean;
  sharedText: SharedText;
  onDuplicated: (id: string | null) => void;
  /** The button that runs it. */
  run: ReactNode;
  /** How it ended last; null before. */
  outcome: ReactNode;
}

/** One case: its name, what it reads, what it should print, and how that is compared. */
export function CaseForm(props: CaseFormProps) {
  const { id, hiddenCase, shared, hidden, canWrite, sharedText, onDuplicated, run, outcome } = props;
  const formId = useId();
  const cases = useStore(shared.state);
  const at = cases.findIndex((one) => one.id === id);
  const own = hiddenCase ?? cases[at];
  if (own === undefined) return null;
  const change = (what: { name?: string; checker?: Checker }) =>
    hiddenCase === null ? shared.change(id, what) : hidden.change(id, what);

  return (
    <>
      <div className="flex flex-wrap items-center gap-2">
        <NameField name={own.name} readOnly={!canWrite} onChange={(name) => change({ name })} />
        {hiddenCase !== null && (
          <span className="inline-flex items-center gap-1 rounded-sm bg-iris-soft px-1.5 py-0.5 text-xs font-semibold text-iris">
            <Lock size={11} aria-hidden /> hidden
          </span>
        )}
        <label className="sr-only" htmlFor={`${formId}-checker`}>
          How the output is compared
        </label>
        <select
          id={`${formId}-checker`}
          title="Lines: blanks at their ends do not count. Words: no blanks count. Numbers: equal to six digits."
          value={own.checker}
          disabled={!canWrite}
          onChange={(event) => change({ checker: event.target.value as Checker })}
          className={cx(inputLook, 'h-8 w-auto max-w-full min-w-0 flex-1 basis-40 sm:text-[13px]')}
        >
          {checkers.map(({ value, label }) => (
            <option key={value} value={value}>
              {label}
            </option>
          ))}
        </select>
        {run}
        {canWrite && (
          <Menu
            trigger={<IconButton label={`Actions for ${own.name}`} icon={<MoreHorizontal size={16} />} />}
          >
            {hiddenCase === null && (
              <>
                <MenuItem
                  icon={<Copy size={15} aria-hidden />}
                  onSelect={() => onDuplicated(shared.duplicate(id))}
                >
                  Duplicate
                </MenuItem>
                <MenuItem
                  icon={<ArrowUp size={15} aria-hidden />}
                  disabled={at <= 0}
                  onSelect={() => shared.move(id, -1)}
                >
                  Move up
                </MenuItem>
                <MenuItem
                  icon={<ArrowDown size={15} aria-hidden />}
                  disabled={at === cases.length - 1}
                  onSelect={() => shared.move(id, 1)}
                >
                  Move down
                </MenuItem>
                <MenuSeparator />
              </>
            )}
            <MenuItem
              danger
              icon={<Trash2 size={15} aria-hidden />}
              onSelect={() => (hiddenCase === null ? shared.remove(id) : hidden.remove(id))}
            >
              Delete
            </MenuItem>
          </Menu>
        )}
      </div>
      {outcome}
      <div className="grid gap-3 sm:grid-cols-2">
        <CaseText id={`${formId}-in`} label="Input">
          {(className) =>
            hiddenCase === null ? (
              sharedText({
                id: `${formId}-in`,
                name: `test:${id}:in`,
                className,
                placeholder: 'What the program reads',
              })
            ) : (
              <OwnText
                id={`${formId}-in`}
                className={className}
                placeholder="What the program reads"
                value={hiddenCase.stdin}
                onChange={(stdin) => hidden.change(id, { stdin })}
              />
            )
          }
        </CaseText>
        <CaseText id={`${formId}-out`} label="Expected output">
          {(className) =>
            hiddenCase === null ? (
              sharedText({
                id: `${formId}-out`,
                name: `test:${id}:out`,
                className,
                placeholder: 'What it should print',
              })
            ) : (
              <OwnText
                id={`${formId}-out`}
                className={className}
                placeholder="What it should print"
                value={hiddenCase.expected}
                onChange={(expected) => hidden.change(id, { expected })}
              />
            )
          }
        </CaseText>
      </div>
    </>
  );
}

/** The name is everybody's, so it is told when it is done, not at each key. */
function NameField({
  name,
  readOnly,
  onChange,
}: {
  name: string;
  readOnly: boolean;
  onChange: (name: string) => void;
}) {
  const [typed, setTyped] = useState<string | null>(null);
  return (
    <input
      aria-label="Name of the test case"
      maxLength={longestName}
      readOnly={readOnly}
      spellCheck={false}
      value={typed ?? name}
      onChange={(event) => setTyped(event.target.value)}
      onBlur={() => {
        const next = (typed ?? '').trim();
        if (next !== '' && next !== name) onChange(next);
        setTyped(null);
      }}
      onKeyDown={(event) => {
        if (event.key === 'Enter') event.currentTarget.blur();
      }}
      className={cx(inputLook, 'h-8 min-w-0 flex-1 basis-36 px-2 font-semibold sm:text-[13px]')}
    />
  );
}

function CaseText({
  id,
  label,
  children,
}: {
  id: string;
  label: string;
  children: (className: string) => ReactNode;
}) {
  return (
    <div className="flex flex-col">
      <label htmlFor={id} className="mb-1 text-xs font-semibold text-muted">
        {label}
      </label>
      {children(cx(inputLook, 'h-28 resize-y py-2 font-mono sm:text-[13px]'))}
    </div>
  );
}

interface OwnTextProps {
  id: string;
  className: string;
  placeholder: string;
  value: string;
  onChange: (text: string) => void;
}

function OwnText({ id, className, placeholder, value, onChange }: OwnTextProps) {
  return (
    <textarea
      id={id}
      className={className}
      placeholder={placeholder}
      spellCheck={false}
      wrap="off"
      value={value}
      onChange={(event) => onChange(event.target.value)}
    />
  );
}
