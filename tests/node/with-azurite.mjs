// Starts Azurite on free loopback ports, then the command after `--` with its connection string, and stops both together.
// Usage: with-azurite.mjs --location FOLDER -- COMMAND [ARGUMENT…]
import { spawn } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { createServer } from 'node:net';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const at = process.argv.indexOf('--');
const location = process.argv[process.argv.indexOf('--location') + 1];
const [command, ...rest] = process.argv.slice(at + 1);
mkdirSync(location, { recursive: true });

const freePort = () =>
  new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
const [blob, queue, table] = await Promise.all([freePort(), freePort(), freePort()]);

const bin = join(dirname(fileURLToPath(import.meta.url)), 'azurite.mjs');
const azurite = spawn(process.execPath, [bin, '--disableTelemetry', '--skipApiVersionCheck', '--silent', '--location', location,
  '--blobPort', blob, '--queuePort', queue, '--tablePort', table], { stdio: ['pipe', 'ignore', 'inherit'] });
const listening = async (port) => {
  for (let tries = 0; tries < 1200; tries++) {
    try {
      await fetch(`http://127.0.0.1:${port}/`);
      return;
    } catch {
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
  throw new Error('Azurite did not start.');
};
await Promise.all([blob, queue, table].map(listening));

// The account and key that Azurite documents for everybody.
const key = 'Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==';
const endpoint = (port) => `http://127.0.0.1:${port}/devstoreaccount1`;
const app = spawn(command, rest, {
  stdio: 'inherit',
  env: {
    ...process.env,
    Storage__ConnectionString: `DefaultEndpointsProtocol=http;AccountName=devstoreaccount1;AccountKey=${key};BlobEndpoint=${endpoint(blob)};QueueEndpoint=${endpoint(queue)};TableEndpoint=${endpoint(table)};`,
  },
});
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => app.kill(signal));
app.on('exit', (code) => {
  azurite.kill();
  process.exit(code ?? 1);
});
azurite.on('exit', () => app.kill());
