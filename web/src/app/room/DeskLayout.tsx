import type { ReactNode } from 'react';
import { Group, Panel, Separator, useDefaultLayout } from 'react-resizable-panels';
import { textStorage } from '../../lib/browserStorage.ts';

interface DeskLayoutProps {
  parts: Record<'files' | 'editor' | 'output' | 'call' | 'people' | 'chat', ReactNode>;
  filesOpen: boolean;
  sideOpen: boolean;
}

/** Files · editor over output · call over people over chat. Every border can be moved; sizes are remembered in this browser. */
export function DeskLayout({ parts, filesOpen, sideOpen }: DeskLayoutProps) {
  const columns = useDefaultLayout({
    id: 'codemeet.columns',
    panelIds: [...(filesOpen ? ['files'] : []), 'middle', ...(sideOpen ? ['side'] : [])],
    storage: textStorage,
  });
  const rows = useDefaultLayout({ id: 'codemeet.rows', storage: textStorage });
  return (
    <main className="min-h-0 flex-1">
      <Group orientation="horizontal" className="h-full" {...columns}>
        {filesOpen && (
          <>
            <Panel
              id="files"
              defaultSize="200px"
              minSize="140px"
              maxSize="30%"
              groupResizeBehavior="preserve-pixel-size"
            >
              {parts.files}
            </Panel>
            <Border vertical />
          </>
        )}
        <Panel id="middle" minSize="320px">
          <Group orientation="vertical" className="h-full" {...rows}>
            <Panel id="editor" defaultSize="66%" minSize="120px">
              {parts.editor}
            </Panel>
            <Border />
            <Panel id="output" defaultSize="34%" minSize="90px">
              {parts.output}
            </Panel>
          </Group>
        </Panel>
        {sideOpen && (
          <>
            <Border vertical />
            <Panel
              id="side"
              defaultSize="290px"
              minSize="220px"
              maxSize="40%"
              groupResizeBehavior="preserve-pixel-size"
            >
              <div className="flex h-full flex-col">
                {parts.call}
                <div className="max-h-[45%] shrink-0 overflow-hidden border-b border-line">
                  {parts.people}
                </div>
                <div className="min-h-0 flex-1">{parts.chat}</div>
              </div>
            </Panel>
          </>
        )}
      </Group>
    </main>
  );
}

function Border({ vertical = false }: { vertical?: boolean }) {
  return (
    <Separator
      className={
        vertical
          ? 'w-px bg-line outline-offset-0 transition-colors hover:bg-accent data-[separator=active]:bg-accent data-[separator=hover]:bg-accent'
          : 'h-px bg-line outline-offset-0 transition-colors hover:bg-accent data-[separator=active]:bg-accent data-[separator=hover]:bg-accent'
      }
    />
  );
}
