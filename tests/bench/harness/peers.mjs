// y-websocket and Hocuspocus as processes of their own, and their stock clients.
import { spawn } from 'node:child_process';
import { createServer } from 'node:net';
import { fileURLToPath } from 'node:url';
import { HocuspocusProvider, HocuspocusProviderWebsocket } from '@hocuspocus/provider';
import WebSocket from 'ws';
import { WebsocketProvider } from 'y-websocket';
import * as Y from 'yjs';

const here = fileURLToPath(new URL('.', import.meta.url));

const freePort = () =>
  new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });

async function start(script, env) {
  const port = await freePort();
  const child = spawn(process.execPath, [script], { stdio: ['ignore', 'ignore', 'inherit'], env: { ...process.env, HOST: '127.0.0.1', PORT: String(port), ...env } });
  for (let tries = 0; ; tries++) {
    try {
      await fetch(`http://127.0.0.1:${port}/`);
      break;
    } catch (error) {
      if (tries > 200) throw error;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
  const gone = new Promise((resolve) => child.once('exit', resolve));
  return { url: `ws://127.0.0.1:${port}`, pid: child.pid, stop: () => (child.kill(), gone) };
}

const synced = (provider) => new Promise((resolve) => (provider.synced || provider.isSynced ? resolve() : provider.on('synced', () => resolve())));

export const peers = {
  'y-websocket': {
    Y,
    start: () => start(`${here}../node_modules/@y/websocket-server/src/server.js`, {}),
    async open(server, name) {
      const doc = new Y.Doc();
      const provider = new WebsocketProvider(server.url, name, doc, { WebSocketPolyfill: WebSocket, disableBc: true });
      await new Promise((resolve) => (provider.synced ? resolve() : provider.on('sync', (done) => done && resolve())));
      return { doc, text: doc.getText('text'), close: () => provider.destroy() };
    },
  },
  hocuspocus: {
    Y,
    start: () => start(`${here}hocuspocus.mjs`, {}),
    async open(server, name) {
      const doc = new Y.Doc();
      const websocketProvider = new HocuspocusProviderWebsocket({ url: server.url, WebSocketPolyfill: WebSocket });
      const provider = new HocuspocusProvider({ websocketProvider, name, document: doc });
      provider.attach();
      await synced(provider);
      return { doc, text: doc.getText('text'), close: () => (provider.destroy(), websocketProvider.destroy()) };
    },
  },
};
