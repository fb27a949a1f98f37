import { ExternalLink } from 'lucide-react';
import type { ReactNode } from 'react';
import { formatDuration, formatKilobytes } from '../../lib/format.ts';
import type { Language } from '../../realtime/protocol.ts';
import { Dialog } from '../../ui/Dialog.tsx';

interface EnvironmentDialogProps {
  language: Language;
  open: boolean;
  onOpenChange: (open: boolean) => void;
}

/** Where programs of a language run here: with which tools, how long, with what to import. */
export function EnvironmentDialog({ language, open, onOpenChange }: EnvironmentDialogProps) {
  const { limits, libraries, documentation, hint } = language;
  return (
    <Dialog
      open={open}
      onOpenChange={onOpenChange}
      wide
      title={`Where ${language.name} runs`}
      description="Each run gets a fresh machine of its own, without a network, and leaves nothing behind."
    >
      {hint !== undefined && <p className="mb-4 rounded-md bg-marigold-soft px-3 py-2 text-[13px]">{hint}</p>}
      <dl className="grid grid-cols-[auto_1fr] gap-x-6 gap-y-2 text-sm">
        <Row term="Toolchain">
          {language.version ??
            (language.available ? 'its version is being asked for' : 'not installed on this server')}
        </Row>
        <Row term="Time">
          {limits.cpuMs < limits.wallMs
            ? `${formatDuration(limits.wallMs)} by the clock, of which ${formatDuration(limits.cpuMs)} computing`
            : formatDuration(limits.wallMs)}
          <Small>5 min in the terminal, where it may wait for you; after 90 s of silence it is stopped</Small>
        </Row>
        {limits.compileWallMs > 0 && <Row term="Compiling">{formatDuration(limits.compileWallMs)}</Row>}
        <Row term="Memory">{formatKilobytes(limits.memoryMb * 1024)}</Row>
        <Row term="Output">
          {formatKilobytes(limits.outputBytes / 1024)}
          <Small>beyond it a run is stopped; beginning and end are kept</Small>
        </Row>
        {documentation !== undefined && (
          <Row term="Reference">
            <a
              href={documentation}
              target="_blank"
              rel="noopener noreferrer"
              className="inline-flex items-center gap-1 text-accent underline underline-offset-2"
            >
              {new URL(documentation).host} <ExternalLink size={13} aria-hidden />
            </a>
          </Row>
        )}
      </dl>
      <h3 className="mt-5 text-sm font-bold">Libraries beside the standard one</h3>
      {libraries.length === 0 ? (
        <p className="mt-1 text-sm text-muted">None are installed.</p>
      ) : (
        <ul className="mt-2 flex flex-wrap gap-1.5">
          {libraries.map(({ name, version }) => (
            <li key={name} className="rounded-sm bg-sunken px-2 py-1 font-mono text-[13px]">
              {name} <span className="text-muted">{version}</span>
            </li>
          ))}
        </ul>
      )}
    </Dialog>
  );
}

function Row({ term, children }: { term: string; children: ReactNode }) {
  return (
    <>
      <dt className="text-muted">{term}</dt>
      <dd className="min-w-0 font-medium break-words">{children}</dd>
    </>
  );
}

function Small({ children }: { children: ReactNode }) {
  return <span className="block text-[13px] font-normal text-muted">{children}</span>;
}
