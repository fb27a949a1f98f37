/**
 * Four pages of one room, without a browser, against the real server and a bad network. Rules C1, C2 and C3 must
 * hold for every seed. `node web/fuzz/fuzz.mjs --help` tells the options.
 */
import { fileURLToPath } from 'node:url';
import { runnerImport } from 'vite';

const { module } = await runnerImport(fileURLToPath(new URL('main.ts', import.meta.url)), {
  configFile: false,
  root: fileURLToPath(new URL('..', import.meta.url)),
  logLevel: 'error',
});
process.exit(await module.main(process.argv.slice(2)));
