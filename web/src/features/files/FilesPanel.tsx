import { FileCode2, FilePlus2, MoreHorizontal, Pencil, Play, Trash2 } from 'lucide-react';
import { useEffect, useRef, useState, type KeyboardEvent } from 'react';
import { cx } from '../../lib/cx.ts';
import { Confirm } from '../../ui/Dialog.tsx';
import { inputLook } from '../../ui/Field.tsx';
import { IconButton } from '../../ui/IconButton.tsx';
import { Menu, MenuItem, MenuSeparator } from '../../ui/Menu.tsx';
import { PanelHeader } from '../../ui/Panel.tsx';

interface CodeFile {
  id: string;
  path: string;
}

/** Changes to the room's files. Each throws an `Error` whose message is for the person when it cannot be done. */
interface FileActions {
  /** Returns the new file's id. */
  createFile: (path: string) => string;
  renameFile: (id: string, path: string) => void;
  deleteFile: (id: string) => void;
  setEntry: (id: string) => void;
}

interface FilesPanelProps {
  files: readonly CodeFile[];
  /** The file that runs. */
  entryId: string | null;
  openId: string | null;
  onOpen: (id: string) => void;
  actions: FileActions;
  /** False for observers and pages that may not write at the moment. */
  canWrite: boolean;
}

/** Null: nothing is being named. */
type Naming = { id: string | null } | null;

export function FilesPanel({ files, entryId, openId, onOpen, actions, canWrite }: FilesPanelProps) {
  const [naming, setNaming] = useState<Naming>(null);
  const [deleting, setDeleting] = useState<CodeFile | null>(null);

  function name(path: string) {
    if (naming?.id == null) onOpen(actions.createFile(path));
    else actions.renameFile(naming.id, path);
    setNaming(null);
  }

  return (
    <section aria-label="Files" className="flex h-full min-h-0 flex-col">
      <PanelHeader title="Files">
        {canWrite && (
          <IconButton
            label="New file"
            icon={<FilePlus2 size={16} />}
            onClick={() => setNaming({ id: null })}
          />
        )}
      </PanelHeader>
      <ul className="min-h-0 flex-1 overflow-y-auto px-1.5 pb-2">
        {files.map((file) =>
          naming?.id === file.id ? (
            <li key={file.id}>
              <NameField
                label={`New name of ${file.path}`}
                initial={file.path}
                onDone={name}
                onCancel={() => setNaming(null)}
              />
            </li>
          ) : (
            <FileRow
              key={file.id}
              file={file}
              open={file.id === openId}
              entry={file.id === entryId}
              canWrite={canWrite}
              onOpen={() => onOpen(file.id)}
              onRename={() => setNaming({ id: file.id })}
              onDelete={files.length > 1 ? () => setDeleting(file) : null}
              onMakeEntry={() => actions.setEntry(file.id)}
            />
          ),
        )}
        {naming !== null && naming.id === null && (
          <li>
            <NameField
              label="Name of the new file"
              initial=""
              onDone={name}
              onCancel={() => setNaming(null)}
            />
          </li>
        )}
      </ul>
      <Confirm
        open={deleting !== null}
        onOpenChange={(open) => {
          if (!open) setDeleting(null);
        }}
        title={`Delete ${deleting?.path ?? 'the file'}?`}
        description="It disappears for everyone in the room. Its text stays only in the room’s history."
        action="Delete file"
        onConfirm={() => {
          if (deleting !== null) actions.deleteFile(deleting.id);
          setDeleting(null);
        }}
      />
    </section>
  );
}

interface FileRowProps {
  file: CodeFile;
  open: boolean;
  entry: boolean;
  canWrite: boolean;
  onOpen: () => void;
  onRename: () => void;
  /** Null: the last file stays. */
  onDelete: (() => void) | null;
  onMakeEntry: () => void;
}

function FileRow({ file, open, entry, canWrite, onOpen, onRename, onDelete, onMakeEntry }: FileRowProps) {
  const at = file.path.lastIndexOf('/') + 1;
  return (
    <li
      className={cx(
        'group flex items-center rounded-md pr-1',
        open ? 'bg-accent-soft text-ink' : 'text-muted hover:bg-sunken hover:text-ink',
      )}
    >
      <button
        type="button"
        aria-current={open ? 'true' : undefined}
        title={file.path}
        onClick={onOpen}
        onDoubleClick={canWrite ? onRename : undefined}
        className="flex h-8 min-w-0 flex-1 items-center gap-2 rounded-md px-2 text-left text-[13px]"
      >
        <FileCode2 size={15} aria-hidden className={cx('shrink-0', open && 'text-accent')} />
        <span className="flex min-w-0 flex-1 font-medium">
          {/* The folder gives way first: names tell files apart. */}
          {at > 0 && <span className="min-w-4 truncate text-muted">{file.path.slice(0, at)}</span>}
          <span className="max-w-[85%] shrink-0 truncate">{file.path.slice(at)}</span>
        </span>
        {entry && (
          <Play size={11} aria-label="runs first" className="ml-auto shrink-0 fill-current text-lagoon" />
        )}
      </button>
      {canWrite && (
        <Menu
          trigger={
            <IconButton
              small
              label={`Actions for ${file.path}`}
              icon={<MoreHorizontal size={15} />}
              className="opacity-0 group-focus-within:opacity-100 group-hover:opacity-100 data-[state=open]:opacity-100 pointer-coarse:opacity-100"
            />
          }
        >
          <MenuItem icon={<Play size={15} aria-hidden />} disabled={entry} onSelect={onMakeEntry}>
            {entry ? 'Runs first' : 'Run this file first'}
          </MenuItem>
          <MenuItem icon={<Pencil size={15} aria-hidden />} onSelect={onRename}>
            Rename
          </MenuItem>
          <MenuSeparator />
          <MenuItem
            danger
            icon={<Trash2 size={15} aria-hidden />}
            disabled={onDelete === null}
            onSelect={() => onDelete?.()}
          >
            Delete…
          </MenuItem>
        </Menu>
      )}
    </li>
  );
}

interface NameFieldProps {
  label: string;
  initial: string;
  /** Throws an `Error` whose message says why the name cannot be. */
  onDone: (path: string) => void;
  onCancel: () => void;
}

/** Enter keeps the name, Escape drops it, and so does leaving the field with a name that cannot be. */
function NameField({ label, initial, onDone, onCancel }: NameFieldProps) {
  const [path, setPath] = useState(initial);
  const [refused, setRefused] = useState<string | null>(null);
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => {
    // In the next frame: the menu that led here still gives its focus back.
    const frame = requestAnimationFrame(() => {
      field.current?.focus();
      // The extension usually stays.
      field.current?.setSelectionRange(initial.lastIndexOf('/') + 1, Math.max(initial.lastIndexOf('.'), 0));
    });
    return () => cancelAnimationFrame(frame);
  }, [initial]);

  function tryDone(): string | null {
    try {
      onDone(path.trim());
      return null;
    } catch (error) {
      if (!(error instanceof Error)) throw error;
      return error.message;
    }
  }

  function onKeyDown(event: KeyboardEvent) {
    if (event.key === 'Escape') onCancel();
    if (event.key === 'Enter' && !event.nativeEvent.isComposing) setRefused(tryDone());
  }

  function onBlur() {
    if (path.trim() === initial || tryDone() !== null) onCancel();
  }

  return (
    <div className="px-1 py-0.5">
      <input
        ref={field}
        aria-label={label}
        aria-invalid={refused !== null}
        spellCheck={false}
        placeholder="name.ext"
        value={path}
        onChange={(event) => {
          setPath(event.target.value);
          setRefused(null);
        }}
        onKeyDown={onKeyDown}
        onBlur={onBlur}
        className={cx(inputLook, 'h-8 px-2 text-[13px]')}
      />
      {refused !== null && (
        <p role="alert" className="px-1 pt-1 text-xs text-danger">
          {refused}
        </p>
      )}
    </div>
  );
}
