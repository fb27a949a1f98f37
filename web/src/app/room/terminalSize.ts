import type { TerminalSize } from '../../realtime/protocol.ts';

/** A cell of the terminal's text, CSS pixels; what is around the text of the panel. */
const cell = { width: 7.8, height: 17 } as const;
const around = { width: 40, height: 84 } as const;

/** What fits a panel, within what the server takes; the usual size where none is on show. */
export function terminalSizeIn(panel: HTMLElement | null): TerminalSize {
  if (panel === null || panel.clientWidth === 0) return { columns: 80, rows: 24 };
  const fit = (pixels: number, size: number, least: number, most: number) =>
    Math.min(most, Math.max(least, Math.floor(pixels / size)));
  return {
    columns: fit(panel.clientWidth - around.width, cell.width, 20, 500),
    rows: fit(panel.clientHeight - around.height, cell.height, 5, 200),
  };
}
