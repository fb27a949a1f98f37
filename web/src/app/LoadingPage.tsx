import { LogoMark } from '../ui/Logo.tsx';

/** While code or the room's first answer is on its way. */
export function LoadingPage({ label }: { label: string }) {
  return (
    <main className="flex min-h-dvh flex-col items-center justify-center gap-5" aria-busy>
      <LogoMark size={44} />
      <div className="h-1 w-40 overflow-hidden rounded-full bg-sunken">
        <div className="h-full w-1/3 animate-sweep rounded-full bg-accent" />
      </div>
      <p role="status" className="text-sm text-muted">
        {label}…
      </p>
    </main>
  );
}
