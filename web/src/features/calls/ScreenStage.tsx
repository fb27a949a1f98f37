import { Code2, Maximize } from 'lucide-react';
import { useRef } from 'react';
import { Button } from '../../ui/Button.tsx';
import { IconButton } from '../../ui/IconButton.tsx';
import type { CallPerson } from './callState.ts';
import { Picture } from './Picture.tsx';

/** Somebody's screen, as large as the place of the code, and the way back to the code. */
export function ScreenStage({ person, onBack }: { person: CallPerson; onBack: () => void }) {
  const stage = useRef<HTMLDivElement>(null);
  if (person.screen === null) return null;
  return (
    <section
      ref={stage}
      aria-label={`The screen of ${person.participant.name}`}
      className="flex h-full min-h-0 flex-col bg-surface"
    >
      <header className="flex h-11 shrink-0 items-center gap-2 border-b border-line pr-2 pl-3">
        <p className="min-w-0 flex-1 truncate text-[13px]">
          <bdi className="font-bold">{person.participant.name}</bdi> shows a screen
        </p>
        <IconButton
          label="Whole display"
          icon={<Maximize size={16} />}
          onClick={() =>
            void (document.fullscreenElement === null
              ? stage.current?.requestFullscreen()
              : document.exitFullscreen())
          }
        />
        <Button size="sm" look="primary" icon={<Code2 size={15} aria-hidden />} onClick={onBack}>
          Back to the code
        </Button>
      </header>
      <div className="min-h-0 flex-1 bg-black">
        <Picture track={person.screen} whole />
      </div>
    </section>
  );
}
