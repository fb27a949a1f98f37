import { Minus, Plus } from 'lucide-react';
import { useId, type ReactNode } from 'react';
import { fontSizes, setPreferences, usePreferences } from '../../lib/preferences.ts';
import { Dialog } from '../../ui/Dialog.tsx';
import { IconButton } from '../../ui/IconButton.tsx';
import { Toggle } from '../../ui/Toggle.tsx';
import { Segments } from '../../ui/Segments.tsx';

const themes = [
  { value: 'light', label: 'Light' },
  { value: 'dark', label: 'Dark' },
  { value: 'system', label: 'System' },
] as const;

interface SettingsDialogProps {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  /** Keys that work in the room, for those who want to know. */
  shortcuts: readonly { keys: string; does: string }[];
}

export function SettingsDialog({ open, onOpenChange, shortcuts }: SettingsDialogProps) {
  const { theme, fontSize, vim, runWithInput } = usePreferences();
  const vimId = useId();
  const inputId = useId();
  return (
    <Dialog
      open={open}
      onOpenChange={onOpenChange}
      title="Settings"
      description="They are yours alone and stay in this browser."
    >
      <div className="divide-y divide-line">
        <Row label="Theme">
          <Segments
            label="Theme"
            value={theme}
            options={themes}
            onChange={(next) => setPreferences({ theme: next })}
          />
        </Row>
        <Row label="Text size in the editor">
          <div className="flex items-center gap-2">
            <IconButton
              label="Smaller text"
              icon={<Minus size={16} />}
              disabled={fontSize <= fontSizes.min}
              onClick={() => setPreferences({ fontSize: fontSize - 1 })}
            />
            <output className="w-10 text-center text-sm font-semibold tabular-nums">{fontSize} px</output>
            <IconButton
              label="Larger text"
              icon={<Plus size={16} />}
              disabled={fontSize >= fontSizes.max}
              onClick={() => setPreferences({ fontSize: fontSize + 1 })}
            />
          </div>
        </Row>
        <Row label={<label htmlFor={vimId}>Vim keys</label>}>
          <Toggle id={vimId} checked={vim} onChange={(on) => setPreferences({ vim: on })} />
        </Row>
        <Row label={<label htmlFor={inputId}>Run with the Input tab, if it is filled</label>}>
          <Toggle
            id={inputId}
            checked={runWithInput}
            onChange={(on) => setPreferences({ runWithInput: on })}
          />
        </Row>
      </div>
      <h3 className="mt-4 text-[13px] font-bold">Keys</h3>
      <dl className="mt-1 grid grid-cols-[auto_1fr] gap-x-4 gap-y-1 text-[13px]">
        {shortcuts.map(({ keys, does }) => (
          <div key={keys} className="contents">
            <dt>
              <kbd className="rounded-sm border border-line bg-sunken px-1.5 py-0.5 font-sans text-xs font-semibold">
                {keys}
              </kbd>
            </dt>
            <dd className="text-muted">{does}</dd>
          </div>
        ))}
      </dl>
    </Dialog>
  );
}

function Row({ label, children }: { label: ReactNode; children: ReactNode }) {
  return (
    <div className="flex min-h-14 flex-wrap items-center justify-between gap-x-4 gap-y-2 py-2 text-sm font-semibold">
      {label}
      {children}
    </div>
  );
}
