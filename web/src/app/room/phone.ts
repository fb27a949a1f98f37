/** Narrower than this the parts of a room stand behind tabs; Tailwind's `md`. */
export const phone = '(max-width: 767px)';
