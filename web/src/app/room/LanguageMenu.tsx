import { ChevronDown } from 'lucide-react';
import type { Language } from '../../realtime/protocol.ts';
import { Button } from '../../ui/Button.tsx';
import { Menu, MenuChoice } from '../../ui/Menu.tsx';

interface LanguageMenuProps {
  languages: readonly Language[];
  currentId: string;
  disabled: boolean;
  onChoose: (language: Language) => void;
}

/** The room's language, for everyone. Written code is never replaced; see `EditorDocument.switchLanguage`. */
export function LanguageMenu({ languages, currentId, disabled, onChoose }: LanguageMenuProps) {
  const current = languages.find((language) => language.id === currentId);
  const name = current?.name ?? (currentId === '' ? 'Language' : currentId);
  return (
    <Menu
      align="start"
      trigger={
        <Button
          size="sm"
          disabled={disabled || languages.length === 0}
          aria-label={`Language: ${name}`}
          title={current?.version ?? undefined}
        >
          {name}
          <ChevronDown size={14} aria-hidden />
        </Button>
      }
    >
      <MenuChoice
        label="Language"
        value={currentId}
        options={languages.map((language) => ({
          value: language.id,
          label: (
            <>
              {`${language.name} `}
              <span className="ml-1 text-xs text-muted">
                {language.available ? shortVersion(language.version ?? null) : 'cannot run here'}
              </span>
            </>
          ),
        }))}
        onChange={(id) => {
          const language = languages.find((one) => one.id === id);
          if (language !== undefined && id !== currentId) onChoose(language);
        }}
      />
    </Menu>
  );
}

/** `Python 3.13.5` and `gcc (Debian 14.2.0-19) 14.2.0` alike say only their number here. */
function shortVersion(version: string | null): string {
  return /\d+(?:\.\d+)+/.exec(version ?? '')?.[0] ?? '';
}
