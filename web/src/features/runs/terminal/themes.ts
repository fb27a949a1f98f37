import type { ITheme } from '@xterm/xterm';

/** Places in the terminal's palette that programs hardly use, for what the room itself writes. */
const own = { typed: 232, unsent: 233, error: 234, note: 235 } as const;

/** Turns a colour of the room on, and back to the program's default. */
export const paint = (colour: keyof typeof own, text: string) =>
  text === '' ? '' : `\x1b[38;5;${own[colour]}m${text}\x1b[39m`;

/** Colours 16 to 255 with the room's own in their places; gaps keep xterm's. */
function extended(colours: Record<keyof typeof own, string>): string[] {
  const all: string[] = [];
  for (const [name, at] of Object.entries(own)) all[at - 16] = colours[name as keyof typeof own];
  return all;
}

/** As the page's (app/theme.css): the terminal is part of the panel, not a black box in it. */
export const terminalThemes: Record<'light' | 'dark', ITheme> = {
  light: {
    background: '#f6f2ea',
    foreground: '#1c1a15',
    cursor: '#c23f14',
    cursorAccent: '#f6f2ea',
    selectionBackground: '#c23f1440',
    scrollbarSliderBackground: '#9b928266',
    scrollbarSliderHoverBackground: '#9b9282b0',
    scrollbarSliderActiveBackground: '#9b9282',
    black: '#1c1a15',
    red: '#b01e1e',
    green: '#2c6e1f',
    yellow: '#7d5000',
    blue: '#1f4fb0',
    magenta: '#8a2a8f',
    cyan: '#0c6f63',
    white: '#665f50',
    brightBlack: '#736b5b',
    brightRed: '#c8321f',
    brightGreen: '#35801f',
    brightYellow: '#8f5a00',
    brightBlue: '#2f5fd0',
    brightMagenta: '#5a45b8',
    brightCyan: '#0a7b7b',
    brightWhite: '#1c1a15',
    extendedAnsi: extended({ typed: '#c23f14', unsent: '#8b8270', error: '#b01e1e', note: '#665f50' }),
  },
  dark: {
    background: '#12110f',
    foreground: '#f3eee4',
    cursor: '#ff8155',
    cursorAccent: '#12110f',
    selectionBackground: '#ff815550',
    scrollbarSliderBackground: '#6b655866',
    scrollbarSliderHoverBackground: '#6b6558b0',
    scrollbarSliderActiveBackground: '#6b6558',
    black: '#35322b',
    red: '#ff8b82',
    green: '#93c97e',
    yellow: '#f0b84a',
    blue: '#86b1ff',
    magenta: '#e39be8',
    cyan: '#4fd1b8',
    white: '#d8d1c2',
    brightBlack: '#8d8575',
    brightRed: '#ffa8a1',
    brightGreen: '#b0e09d',
    brightYellow: '#ffd27a',
    brightBlue: '#a9c8ff',
    brightMagenta: '#b3a4ff',
    brightCyan: '#7fe6d2',
    brightWhite: '#fffdf8',
    extendedAnsi: extended({ typed: '#ff8155', unsent: '#8d8575', error: '#ff8b82', note: '#a79f8f' }),
  },
};
