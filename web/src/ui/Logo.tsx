/** Two brackets that face each other: code that meets. */
export function LogoMark({ size = 28 }: { size?: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 32 32" aria-hidden className="shrink-0">
      <rect width="32" height="32" rx="8" className="fill-ink" />
      <g fill="none" strokeWidth="3.4" strokeLinecap="round" strokeLinejoin="round">
        <path d="M7.5 9.5 14 16l-6.5 6.5" stroke="light-dark(#ff8155, #c23f14)" />
        <path d="M24.5 9.5 18 16l6.5 6.5" stroke="light-dark(#4fd1b8, #0c6f63)" />
      </g>
    </svg>
  );
}
