import { Compass } from 'lucide-react';
import { Link } from 'react-router';
import { Stage } from '../ui/Stage.tsx';

export function NotFoundPage() {
  return (
    <main className="flex min-h-dvh items-center">
      <Stage
        icon={<Compass size={26} aria-hidden />}
        title="There is nothing here"
        actions={
          <Link to="/" className="font-semibold text-accent underline underline-offset-4">
            Go to the start page
          </Link>
        }
      >
        <p>The address may be mistyped. Rooms open by their invitation link.</p>
      </Stage>
    </main>
  );
}
