import { useSyncExternalStore } from 'react';
import { isRecord, readStored, writeStored } from './browserStorage.ts';
import { StateStore, useStore } from './store.ts';

export type Theme = 'light' | 'dark' | 'system';

/** What a person set up for themselves in this browser; nobody else in the room is affected. */
export interface Preferences {
  /** The last name given, offered on the next join. */
  name: string;
  /** The last language chosen for a new room. */
  language: string;
  theme: Theme;
  /** Editor text, CSS pixels. */
  fontSize: number;
  vim: boolean;
  /** Filled input is what a run reads; off: every run takes what is typed while it runs. */
  runWithInput: boolean;
  filesOpen: boolean;
  sideOpen: boolean;
}

export const fontSizes = { min: 11, max: 24 } as const;

const key = 'codemeet.preferences';

const defaults: Preferences = {
  name: '',
  language: 'python',
  theme: 'system',
  fontSize: 14,
  vim: false,
  runWithInput: true,
  filesOpen: true,
  sideOpen: true,
};

function load(): Preferences {
  const stored = readStored(key);
  if (!isRecord(stored)) return defaults;
  const text = (value: unknown, fallback: string) => (typeof value === 'string' ? value : fallback);
  const flag = (value: unknown, fallback: boolean) => (typeof value === 'boolean' ? value : fallback);
  const size = typeof stored.fontSize === 'number' ? stored.fontSize : defaults.fontSize;
  return {
    name: text(stored.name, defaults.name),
    language: text(stored.language, defaults.language),
    theme: stored.theme === 'light' || stored.theme === 'dark' ? stored.theme : 'system',
    fontSize: Math.min(fontSizes.max, Math.max(fontSizes.min, Math.round(size))),
    vim: flag(stored.vim, defaults.vim),
    runWithInput: flag(stored.runWithInput, defaults.runWithInput),
    filesOpen: flag(stored.filesOpen, defaults.filesOpen),
    sideOpen: flag(stored.sideOpen, defaults.sideOpen),
  };
}

const store = new StateStore(load());

export function usePreferences(): Preferences {
  return useStore(store);
}

export function setPreferences(change: Partial<Preferences>): void {
  const next = { ...store.getSnapshot(), ...change };
  store.set(next);
  writeStored(key, next);
  applyTheme(next.theme);
}

/** Sets the theme on the page; theme.js did so before the first paint. */
function applyTheme(theme: Theme): void {
  if (theme === 'system') delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = theme;
}

const darkSystem = '(prefers-color-scheme: dark)';

/** The theme in force, for parts that cannot use CSS colours (the editor). */
export function useShownTheme(): 'light' | 'dark' {
  const { theme } = usePreferences();
  const systemDark = useMediaQuery(darkSystem);
  if (theme !== 'system') return theme;
  return systemDark ? 'dark' : 'light';
}

/** Whether a CSS media query holds, followed live. */
export function useMediaQuery(query: string): boolean {
  return useSyncExternalStore(
    (listener) => {
      const list = matchMedia(query);
      list.addEventListener('change', listener);
      return () => list.removeEventListener('change', listener);
    },
    () => matchMedia(query).matches,
  );
}
