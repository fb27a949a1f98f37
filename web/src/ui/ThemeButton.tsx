import { Moon, Sun } from 'lucide-react';
import { setPreferences, useShownTheme } from '../lib/preferences.ts';
import { IconButton } from './IconButton.tsx';

/** Switches between light and dark; “as the system” is in the room's settings. */
export function ThemeButton() {
  const shown = useShownTheme();
  const next = shown === 'dark' ? 'light' : 'dark';
  return (
    <IconButton
      label={next === 'dark' ? 'Dark theme' : 'Light theme'}
      icon={next === 'dark' ? <Moon size={18} /> : <Sun size={18} />}
      onClick={() => setPreferences({ theme: next })}
    />
  );
}
