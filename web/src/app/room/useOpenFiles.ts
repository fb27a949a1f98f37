import { useState } from 'react';

interface File {
  id: string;
  path: string;
}

/** Which files this person has at hand. A file that somebody deleted closes by itself; the one that runs opens first. */
export function useOpenFiles(files: readonly File[], entryId: string | null) {
  const [openIds, setOpenIds] = useState<readonly string[]>([]);
  const [chosenId, setChosenId] = useState<string | null>(null);

  const known = openIds.flatMap((id) => files.find((file) => file.id === id) ?? []);
  const current =
    known.find((file) => file.id === chosenId) ??
    known.at(-1) ??
    files.find((file) => file.id === entryId) ??
    null;
  const open = current === null || known.includes(current) ? known : [...known, current];

  return {
    open,
    currentId: current?.id ?? null,
    show: (id: string) => {
      const shown = open.map((file) => file.id);
      setOpenIds(shown.includes(id) ? shown : [...shown, id]);
      setChosenId(id);
    },
    close: (id: string) => {
      const at = open.findIndex((file) => file.id === id);
      const left = open.filter((file) => file.id !== id);
      setOpenIds(left.map((file) => file.id));
      if (id === current?.id) setChosenId(left[Math.min(at, left.length - 1)]?.id ?? null);
    },
  };
}
