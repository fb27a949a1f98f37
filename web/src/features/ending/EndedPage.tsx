import { Download, Flag, LogOut, UserX } from 'lucide-react';
import { useState, type ReactNode } from 'react';
import { downloadFile } from '../../lib/download.ts';
import { zipOf } from '../../lib/zip.ts';
import { Button } from '../../ui/Button.tsx';
import { Stage } from '../../ui/Stage.tsx';
import type { KeptCode } from './keptCode.ts';

interface EndedPageProps {
  /** Without files when the page never had the text. */
  code: KeptCode;
  home: ReactNode;
}

export function EndedPage({ code: { title, files, unsaved }, home }: EndedPageProps) {
  return (
    <main className="flex min-h-dvh items-center">
      <Stage
        tone="good"
        icon={<Flag size={26} aria-hidden />}
        title="Thank you, this room has ended"
        actions={
          <>
            {files.length > 0 && <DownloadCode title={title} files={files} />}
            {home}
          </>
        }
      >
        <p>
          “<bdi>{title}</bdi>” is closed for everyone. Nothing in it can be changed any more.
        </p>
        {files.length > 0 && (
          <p>
            You can take the code with you, as it was when this page last saw it. Once this tab is closed it
            is gone.
          </p>
        )}
        {unsaved > 0 && (
          <p className="text-marigold">
            Your last changes came after the end and are not part of the room. The download has them.
          </p>
        )}
      </Stage>
    </main>
  );
}

function DownloadCode({ title, files }: Pick<KeptCode, 'title' | 'files'>) {
  const [done, setDone] = useState(false);
  function download() {
    const one = files.length === 1 ? files[0] : undefined;
    const blob =
      one === undefined ? zipOf(files) : new Blob([one.text], { type: 'text/plain;charset=utf-8' });
    downloadFile(
      one === undefined ? `${fileName(title)}.zip` : (one.path.split('/').at(-1) ?? 'code.txt'),
      blob,
    );
    setDone(true);
  }
  return (
    <Button look="primary" icon={<Download size={17} aria-hidden />} onClick={download}>
      {done ? 'Download again' : 'Download the code'}
    </Button>
  );
}

/** What every file system takes. */
function fileName(title: string): string {
  return title.replace(/[^\p{L}\p{N}]+/gu, '-').replace(/^-|-$/g, '') || 'code';
}

export function RemovedPage({ reason, home }: { reason: string; home: ReactNode }) {
  const elsewhere = reason === 'left';
  return (
    <main className="flex min-h-dvh items-center">
      <Stage
        tone={elsewhere ? 'plain' : 'bad'}
        icon={elsewhere ? <LogOut size={26} aria-hidden /> : <UserX size={26} aria-hidden />}
        title={elsewhere ? 'You left this room' : 'You were removed from this room'}
        actions={home}
      >
        <p>
          {elsewhere
            ? 'You left in another tab, or were away so long that your seat went to somebody else. Your invitation brings you back.'
            : 'Somebody who leads it has put you out. What you wrote before stays. If that was a mistake, ask for a new invitation.'}
        </p>
      </Stage>
    </main>
  );
}

export function LeftPage({ again, home }: { again: ReactNode; home: ReactNode }) {
  return (
    <main className="flex min-h-dvh items-center">
      <Stage
        icon={<LogOut size={26} aria-hidden />}
        title="You left the room"
        actions={
          <>
            {again}
            {home}
          </>
        }
      >
        <p>Your seat is free for somebody else. What you wrote stays with the room.</p>
      </Stage>
    </main>
  );
}
