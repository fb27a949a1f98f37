/** Black or white, whichever is easier to read on `#rrggbb` (WCAG relative luminance). */
export function textOn(background: string): '#000' | '#fff' {
  const channel = (at: number) => {
    const value = Number.parseInt(background.slice(at, at + 2), 16) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  };
  const luminance = 0.2126 * channel(1) + 0.7152 * channel(3) + 0.0722 * channel(5);
  // Equal contrast against both lies at 0.179.
  return luminance > 0.179 ? '#000' : '#fff';
}

const graphemes = new Intl.Segmenter(undefined, { granularity: 'grapheme' });

/** At most two letters that stand for a person. Whole characters, so that no emoji is cut. */
export function initials(name: string): string {
  const words = name.trim().split(/\s+/);
  const first = firstOf(words[0] ?? '') || '?';
  const last = words.length > 1 ? firstOf(words.at(-1) ?? '') : '';
  return (first + last).toUpperCase();
}

function firstOf(word: string): string {
  for (const { segment } of graphemes.segment(word)) return segment;
  return '';
}
