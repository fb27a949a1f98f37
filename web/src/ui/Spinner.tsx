import { LoaderCircle } from 'lucide-react';

/** Decoration; the words beside it say what is under way. */
export function Spinner({ size = 16 }: { size?: number }) {
  return <LoaderCircle size={size} aria-hidden className="animate-spin motion-reduce:animate-none" />;
}
