import { fileURLToPath } from 'node:url';
import tailwind from '@tailwindcss/vite';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vitest/config';
import { compress } from './compress.ts';

/** Where `./dev run` serves the app; the dev server forwards the API and the hub's WebSocket to it. */
const server = process.env.CODEMEET_SERVER ?? 'http://127.0.0.1:7071';

export default defineConfig({
  plugins: [react(), tailwind(), compress()],
  // Two copies of yjs fail each other's instanceof checks and corrupt documents without an error.
  resolve: {
    dedupe: ['yjs', 'lib0'],
    alias: [
      // monaco-vim names Monaco's files by paths that its `exports` no longer have; its build for browsers bundles an old one.
      {
        find: /^monaco-vim$/,
        replacement: fileURLToPath(new URL('node_modules/monaco-vim/dist/index.mjs', import.meta.url)),
      },
      { find: /^monaco-editor\/esm\/vs\/(.*)$/, replacement: 'monaco-editor/$1' },
    ],
  },
  server: { proxy: { '/api': { target: server, ws: true } } },
  build: {
    target: 'es2023',
    // Inlined assets would need `data:` in the policy for every kind of file; the server sends files.
    assetsInlineLimit: 0,
    // The largest, the SDK of Azure Communication Services, is loaded by those who use it.
    chunkSizeWarningLimit: 7000,
  },
  test: {
    environment: 'jsdom',
    include: ['src/**/*.test.{ts,tsx}'],
    setupFiles: ['./src/test-setup.ts'],
    restoreMocks: true,
    // A guard against tests that hang; how long one takes is the machine's affair, and it may have others to serve.
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});
