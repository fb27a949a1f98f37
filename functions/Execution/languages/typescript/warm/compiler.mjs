// The type checker, started and with the libraries read, before it is given anybody's files (docs/languages.md, "Warm").
// Its native process answers over the package's own API, which tells what is wrong with a program but does not write
// JavaScript; that is done meanwhile by the same binary without checking and without libraries, which takes it a moment.
//   compiler.mjs TOOLCHAIN FLAG…   the flags that the program is going to be compiled with
import { spawn } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const COMPILER_OUTPUT = 4, COMMANDS = 5, ANSWERS = 6, COMPILED = 7, FAILURES = 8;
const SCRATCH = '/tmp/.warm';
/** Hosts are started in the folder of the program's files. */
const work = process.cwd();
const [toolchain, ...warmFlags] = process.argv.slice(2);
const tsc = path.join(toolchain, 'node_modules/@typescript/typescript-linux-x64/lib/tsc');
const { API } = await import(path.join(toolchain, 'node_modules/typescript/dist/api/sync/api.js'));

/** The command line as a tsconfig's options and the files; a flag without a value is true. */
function parse(args) {
  const options = {}, files = [];
  for (let i = 0; i < args.length; i++) {
    if (!args[i].startsWith('--')) {
      files.push(args[i]);
      continue;
    }
    const name = args[i].slice(2);
    const value = i + 1 < args.length && !args[i + 1].startsWith('--') ? args[++i] : 'true';
    options[name] = ['lib', 'types', 'typeRoots'].includes(name) ? value.split(',') : value === 'true' ? true : value === 'false' ? false : value;
  }
  // Of the command line only; where output goes is the other process's business.
  for (const name of ['ignoreConfig', 'pretty', 'outDir', 'rootDir', 'noEmitOnError', 'inlineSourceMap']) delete options[name];
  return { compilerOptions: { ...options, noEmit: true }, files };
}

const config = path.join(SCRATCH, 'tsconfig.json');
function write({ compilerOptions, files }) {
  fs.writeFileSync(config, JSON.stringify({ compilerOptions, files: files.map(f => path.resolve(work, f)) }));
}

/** In the order in which tsc asks: each kind only if the ones before it are clean. */
function diagnose(program) {
  const kinds = [
    () => program.getSyntacticDiagnostics(),
    () => [...program.getProgramDiagnostics(), ...program.getGlobalDiagnostics()],
    () => program.getSemanticDiagnostics(),
  ];
  for (const kind of kinds) {
    const found = kind();
    if (found.length > 0) return found;
  }
  return [];
}

const snapshots = [];
const texts = new Map();
function position(file, at) {
  if (!texts.has(file)) texts.set(file, fs.readFileSync(file, 'utf8').replace(/^\uFEFF/, ''));
  const before = texts.get(file).slice(0, at).split(/\r\n|[\n\r\u2028\u2029]/);
  return `(${before.length},${before.at(-1).length + 1})`;
}

function format(diagnostics) {
  const chain = (list, depth) => (list ?? []).map(d => `\n${'  '.repeat(depth)}${d.text}${chain(d.messageChain, depth + 1)}`).join('');
  const lines = [...diagnostics]
    .sort((a, b) => ((a.fileName ?? '') < (b.fileName ?? '') ? -1 : (a.fileName ?? '') > (b.fileName ?? '') ? 1 : a.pos - b.pos || a.end - b.end || a.code - b.code))
    .map(d => `${d.fileName ? `${path.relative(work, d.fileName)}${position(d.fileName, d.pos)}: ` : ''}error TS${d.code}: ${d.text}${chain(d.messageChain, 1)}\n`);
  return [...new Set(lines)].join('');
}

function read(fd, length) {
  const bytes = Buffer.alloc(length);
  for (let at = 0; at < length;) {
    const n = fs.readSync(fd, bytes, at, length - at, null);
    if (n === 0) process.exit(0);
    at += n;
  }
  return bytes;
}

/** Checks and writes at the same time. @returns what is wrong, as tsc prints it */
async function compile(args, output) {
  const written = new Promise((resolve, reject) => {
    const flags = args.filter((a, i) => !['--lib', '--types', '--noEmitOnError'].includes(a) && !['--lib', '--types'].includes(args[i - 1]));
    spawn(tsc, ['--noCheck', '--noLib', '--types', '', ...flags, ...output], { cwd: work, stdio: 'ignore', env: { ...process.env, GOMAXPROCS: '1' } })
      .on('exit', resolve).on('error', reject);
  });
  const project = parse(args);
  write(project);
  const snapshot = api.updateSnapshot({ fileChanges: { changed: [config], created: project.files.map(f => path.resolve(work, f)) } });
  const found = diagnose(snapshot.getProjects()[0].program);
  snapshots.push(snapshot);
  await written;
  return format(found);
}

fs.mkdirSync(SCRATCH);
const folder = path.dirname(fileURLToPath(import.meta.url));
write({ ...parse(warmFlags), files: [path.join(folder, 'usual.ts')] });
const api = new API({ cwd: work, tsserverPath: tsc });
snapshots.push(api.updateSnapshot({ openProjects: [config] }));
// The first round reads the libraries; the second, with errors, is for this file's own code, which node has to warm up too.
for (const [name, isWrong] of [['usual.ts', false], ['wrong.ts', true]]) {
  const text = await compile([...warmFlags, path.join(folder, name)], ['--rootDir', folder, '--outDir', path.join(SCRATCH, 'out')]);
  if ((text !== '') !== isWrong) {
    fs.writeSync(FAILURES, `warm typescript: ${text}`);
    process.exit(120);
  }
}
// What can be tidied up now is not waited for later; the last snapshot is what the next one is made from.
fs.rmSync(path.join(SCRATCH, 'out'), { recursive: true });
for (const snapshot of snapshots.splice(0, snapshots.length - 1)) snapshot.dispose();
fs.writeSync(ANSWERS, 'R');

const [command, , ...args] = read(COMMANDS, read(COMMANDS, 4).readUInt32LE(0)).toString('utf8').split('\0').slice(0, -1);
if (command !== 'compile') process.exit(120);
const text = await compile(args, []);
if (text !== '') {
  fs.rmSync(path.join(work, '.out'), { recursive: true, force: true });
  fs.writeSync(COMPILER_OUTPUT, text);
}
fs.unlinkSync(config);
fs.rmdirSync(SCRATCH);
api.close();
const code = text === '' ? 0 : 1;
// In this order: the run command may come as soon as the answer is there, and it is for the other process.
fs.writeSync(COMPILED, Buffer.of(code));
fs.writeSync(ANSWERS, Buffer.of('C'.charCodeAt(0), code));
process.kill(process.pid, 'SIGKILL');
