// Hello world in every language: submit to first output and to verdict through the whole API, beside the bare command.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { HubConnectionBuilder, LogLevel } from '@microsoft/signalr';
import { call, createRoom, startApp } from './harness/app.mjs';
import { median, print, round } from './harness/figures.mjs';

const ROUNDS = 9;
const programs = {
  c: '#include <stdio.h>\nint main(void){puts("hello");}\n',
  cpp: '#include <iostream>\nint main(){std::cout<<"hello\\n";}\n',
  java: 'public class Main{public static void main(String[] a){System.out.println("hello");}}\n',
  javascript: 'console.log("hello");\n',
  python: 'print("hello")\n',
  typescript: 'console.log("hello");\n',
};
const languagesFolder = 'functions/Execution/languages';

/** Compile and run commands of language.json with their placeholders filled for a folder on this machine. */
function bareCommands(id, folder) {
  const language = JSON.parse(readFileSync(join(languagesFolder, id, 'language.json'), 'utf8'));
  const toolchain = join(process.env.Execution__Toolchains, id);
  const fill = (command) => command.flatMap((part) => part === '{files}' ? [language.fileName] : part === '{args}' ? [] : [part
    .replaceAll('{entry}', language.fileName).replaceAll('{class}', language.fileName.replace(/\.\w+$/, '')).replaceAll('{heapMb}', String(language.limits.memoryMb / 2))
    .replaceAll('{stem}', language.fileName.replace(/\.\w+$/, '')).replaceAll('/work', folder).replaceAll('/toolchain/', `${toolchain}/`)]);
  return [language.compile, language.run].filter(Boolean).map(({ command, env }) => ({ argv: fill(command), env: { PATH: '/usr/bin:/bin', HOME: folder, ...env } }));
}

function bare(id, text) {
  const folder = mkdtempSync(join(tmpdir(), 'codemeet-bare-'));
  try {
    const fileName = JSON.parse(readFileSync(join(languagesFolder, id, 'language.json'), 'utf8')).fileName;
    writeFileSync(join(folder, fileName), text);
    const start = performance.now();
    let out = '';
    for (const { argv, env } of bareCommands(id, folder)) {
      const done = spawnSync(argv[0], argv.slice(1), { cwd: folder, env, encoding: 'utf8' });
      if (done.status !== 0) throw new Error(`${id}: ${argv.join(' ')}\n${done.error ?? ''}${done.stdout}${done.stderr}`);
      out = done.stdout;
    }
    if (!out.includes('hello')) throw new Error(`${id} said ${out}`);
    return performance.now() - start;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const app = await startApp();
try {
  const room = await createRoom(app.url);
  const hub = new HubConnectionBuilder().withUrl(`${app.url}/api/hub`, { accessTokenFactory: () => room.token }).configureLogging(LogLevel.Error).build();
  let heard = () => {};
  hub.on('output', (event) => heard('output', event));
  hub.on('run', (event) => heard('run', event.run));
  for (const other of ['participants', 'room', 'timeline', 'chat', 'update', 'awareness']) hub.on(other, () => {});
  await hub.start();

  const { languages } = await call(app.url, 'GET', '/api/languages');
  for (const id of readdirSync(languagesFolder).filter((name) => programs[name] && languages.find((one) => one.id === name)?.available)) {
    const fileName = languages.find((one) => one.id === id).fileName;
    const seen = { bare: [], first: [], verdict: [] };
    for (let i = 0; i < ROUNDS; i++) {
      seen.bare.push(bare(id, programs[id]));
      const start = performance.now();
      await new Promise((resolve, reject) => {
        let first = null;
        heard = (what, event) => {
          if (what === 'output' && event.stream === 'stdout' && first === null) first = performance.now() - start;
          if (what === 'run' && event.status === 'ok') {
            seen.first.push(first ?? performance.now() - start);
            seen.verdict.push(performance.now() - start);
            resolve();
          } else if (what === 'run' && !['queued', 'running'].includes(event.status)) reject(new Error(`${id}: ${JSON.stringify(event)}`));
        };
        call(app.url, 'POST', `/api/rooms/${room.room.id}/runs`, { token: room.token, body: { language: id, files: [{ path: fileName, text: programs[id] }] } }).catch(reject);
      });
      // The run event comes before the next run may be queued; the room's queue is empty by then.
    }
    const line = Object.fromEntries(Object.entries(seen).map(([name, values]) => [name + 'Ms', round(median(values), 1)]));
    print({ bench: 'run', language: id, ...line, overheadMs: round(line.verdictMs - line.bareMs, 1), ratio: round(line.verdictMs / line.bareMs), aimOverheadMs: 40 });
  }
  await hub.stop();
} finally {
  await app.stop();
}
