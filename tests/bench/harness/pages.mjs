// The page's own transport, headless: RoomLink and DocumentLink as the browser runs them, loaded through Vite.
import { fileURLToPath, pathToFileURL } from 'node:url';

const web = fileURLToPath(new URL('../../../web/', import.meta.url));
const { runnerImport } = await import(pathToFileURL(`${web}node_modules/vite/dist/node/index.js`).href);

async function load(path) {
  const { module } = await runnerImport(`${web}${path}`, { configFile: false, root: web, logLevel: 'error' });
  return module;
}

const { openPage } = await load('fuzz/plainPage.ts');
const { Y } = await load('fuzz/yjs.ts');

export { openPage, Y };
