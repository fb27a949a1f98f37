import { useQuery } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import { formatTime } from '../../lib/format.ts';
import { explainError } from '../../lib/refusals.ts';
import type { Run, RunFile, RunSource } from '../../realtime/protocol.ts';
import { Dialog } from '../../ui/Dialog.tsx';
import { SelectField } from '../../ui/Field.tsx';
import { Spinner } from '../../ui/Spinner.tsx';

interface CompareDialogProps {
  run: Run;
  runs: readonly Run[];
  open: boolean;
  onOpenChange: (open: boolean) => void;
  nameOf: (participantId: string) => string;
  sourceOf: (runId: string) => Promise<RunSource>;
  /** The files as they are now. */
  currentFiles: () => RunFile[];
  /** Draws two texts side by side. */
  diff: (before: string, after: string, path: string) => ReactNode;
}

const now = 'now';

/** What changed in the code between two runs, or since one. */
export function CompareDialog(props: CompareDialogProps) {
  const { run, runs, open, onOpenChange, nameOf, sourceOf, currentFiles, diff } = props;
  const [againstId, setAgainstId] = useState(now);
  const [path, setPath] = useState(run.entry);
  const [current] = useState(currentFiles);
  const before = useQuery({
    queryKey: ['run-source', run.id],
    queryFn: () => sourceOf(run.id),
    staleTime: Infinity,
  });
  const other = useQuery({
    queryKey: ['run-source', againstId],
    queryFn: () => sourceOf(againstId),
    enabled: againstId !== now,
    staleTime: Infinity,
  });
  const [left, right] = [before.data?.files, againstId === now ? current : other.data?.files];
  const error = before.error ?? (againstId === now ? null : other.error);
  const paths = [...new Set([...(left ?? []), ...(right ?? [])].map((file) => file.path))].sort();
  const changed = (one: string) => textIn(left, one) !== textIn(right, one);
  const nameOfRun = (one: Run) => `${nameOf(one.requestedBy)}, ${formatTime(one.requestedAt)}`;

  return (
    <Dialog
      open={open}
      onOpenChange={onOpenChange}
      wide="full"
      title="What changed"
      description={`Left: the code as it was run (${nameOfRun(run)}).`}
    >
      <div className="grid gap-3 sm:grid-cols-2">
        <SelectField label="Right" value={againstId} onChange={(event) => setAgainstId(event.target.value)}>
          <option value={now}>The code as it is now</option>
          {runs
            .filter((one) => one.id !== run.id)
            .map((one) => (
              <option key={one.id} value={one.id}>
                As it was run ({nameOfRun(one)})
              </option>
            ))}
        </SelectField>
        <SelectField label="File" value={path} onChange={(event) => setPath(event.target.value)}>
          {(paths.length === 0 ? [path] : paths).map((one) => (
            <option key={one} value={one}>
              {one}
              {left !== undefined && right !== undefined && (changed(one) ? ' (changed)' : ' (the same)')}
            </option>
          ))}
        </SelectField>
      </div>
      <div className="mt-3 h-[60dvh] overflow-hidden rounded-md border border-line">
        {error !== null ? (
          <p role="alert" className="p-4 text-sm text-danger">
            {explainError(error).title}. {explainError(error).next}
          </p>
        ) : left === undefined || right === undefined ? (
          <p className="flex h-full items-center justify-center gap-2 text-sm text-muted">
            <Spinner /> Reading the code of that run…
          </p>
        ) : (
          diff(textIn(left, path), textIn(right, path), path)
        )}
      </div>
    </Dialog>
  );
}

function textIn(files: readonly RunFile[] | undefined, path: string): string {
  return files?.find((file) => file.path === path)?.text ?? '';
}
