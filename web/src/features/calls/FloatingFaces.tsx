import { useEffect, useState, type ReactNode } from 'react';
import { createPortal } from 'react-dom';

interface PictureWindows {
  requestWindow(options: { width: number; height: number }): Promise<Window>;
}

function pictureWindows(): PictureWindows | null {
  return (window as { documentPictureInPicture?: PictureWindows }).documentPictureInPicture ?? null;
}

export interface Floating {
  /** Opens the window, or closes it; null where the browser has no such windows. */
  toggle: (() => void) | null;
  isOpen: boolean;
  show: (faces: ReactNode) => ReactNode;
}

/**
 * A small window of the browser's that stays on top of everything, with the faces in it. Where there is none (Firefox,
 * Safari), the strip stays where it is.
 */
export function useFloating(wanted: boolean): Floating {
  const [opened, setOpened] = useState<Window | null>(null);
  const windows = pictureWindows();

  useEffect(() => {
    if (!wanted) opened?.close();
  }, [wanted, opened]);
  useEffect(() => () => opened?.close(), [opened]);

  async function open(from: PictureWindows) {
    const made = await from.requestWindow({ width: 340, height: 380 });
    dress(made.document);
    made.addEventListener('pagehide', () => setOpened(null));
    setOpened(made);
  }

  return {
    toggle:
      windows === null
        ? null
        : () => {
            if (opened !== null) opened.close();
            // Without a click of the person's the browser refuses; then nothing has changed.
            else void open(windows).catch(() => undefined);
          },
    isOpen: opened !== null,
    show: (faces) => (opened === null ? null : createPortal(faces, opened.document.body)),
  };
}

/** The page's own look, by the same style sheets: the policy allows no others. */
function dress(target: Document): void {
  const { documentElement } = document;
  target.documentElement.lang = documentElement.lang;
  target.title = 'CodeMeet call';
  const { theme } = documentElement.dataset;
  if (theme !== undefined) target.documentElement.dataset.theme = theme;
  for (const link of document.querySelectorAll('link[rel="stylesheet"], style')) {
    target.head.append(target.importNode(link, true));
  }
}
