// Runs before the first paint so that a chosen theme never flashes as the other one. A file, because the
// policy forbids inline scripts. The key and shape are those of src/lib/preferences.ts.
try {
  const { theme } = JSON.parse(localStorage.getItem('codemeet.preferences') ?? '{}');
  if (theme === 'light' || theme === 'dark') document.documentElement.dataset.theme = theme;
} catch {
  // Storage is barred or holds nonsense: the system's theme is right.
}
