// The installed languages, their hello proofs, and the bare commands of language.json on this machine: what a person would type at a prompt.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, realpathSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

const root = 'functions/Execution/languages';
const searched = `${process.env.PATH}:/usr/local/bin:/usr/bin:/bin`.split(':').filter(Boolean);

/** Files of the hello proof, and what it must print. */
export function hello(id) {
  const folder = join(root, id, 'proofs/hello');
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((path) => path !== 'proof.json' && statSync(join(folder, path)).isFile())
    .map((path) => ({ path, text: readFileSync(join(folder, path), 'utf8') }));
  return { files, stdout: JSON.parse(readFileSync(join(folder, 'proof.json'), 'utf8')).expect.stdout };
}

/** The program that prints the clock (milliseconds since 1970), waits for a line and prints it again. */
export function clock(id) {
  const { fileName, extension } = JSON.parse(readFileSync(join(root, id, 'language.json'), 'utf8'));
  return [{ path: fileName, text: readFileSync(join(root, id, `clock${extension}`), 'utf8') }];
}

/** Ids of language folders that have a hello proof. */
export const known = () => readdirSync(root).filter((id) => existsSync(join(root, id, 'language.json')) && existsSync(join(root, id, 'proofs/hello/proof.json')));

/**
 * Writes a program into a folder and runs the language's cold commands there, one after the other.
 * @param {(argv: string[], folder: string) => string[]} wrap what stands before each command
 * @returns {{ms: number, stdout: string}}
 */
export function runBare(id, files, wrap = (argv) => argv) {
  const folder = mkdtempSync(join(tmpdir(), 'codemeet-bare-'));
  try {
    for (const { path, text } of files) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), text);
    }
    const commands = expand(id, files, folder);
    const start = performance.now();
    let stdout = '';
    for (const { argv, env } of commands) {
      const done = spawnSync(wrap(argv, folder)[0], wrap(argv, folder).slice(1), { cwd: folder, env, encoding: 'utf8' });
      if (done.status !== 0) throw new Error(`${argv.join(' ')}: ${done.error?.message ?? done.stderr.trim().split('\n').at(-1)}`);
      stdout = done.stdout;
    }
    return { ms: performance.now() - start, stdout };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Namespaces and a private /tmp around a command, without limits, filters or clocks: the least that could be called a sandbox. */
export const inBwrap = (argv, folder) => [
  'bwrap', '--unshare-all', '--die-with-parent', '--ro-bind', '/', '/', '--proc', '/proc', '--dev', '/dev', '--tmpfs', '/tmp', '--bind', folder, folder, '--chdir', folder, ...argv,
];

/** Compile and run command with every placeholder of docs/languages.md filled for a folder on this machine. */
export function expand(id, files, folder) {
  const language = JSON.parse(readFileSync(join(root, id, 'language.json'), 'utf8'));
  const entry = [files.find((file) => file.path === language.fileName), files.find((file) => file.path.endsWith(language.extension)), files[0]].find(Boolean).path;
  const stem = entry.endsWith(language.extension) ? entry.slice(0, -language.extension.length) : entry;
  const toolchain = [join(process.env.Execution__Toolchains ?? '', id), ...['support', 'toolchain'].map((name) => join(process.cwd(), root, id, name))].find((path) => existsSync(path));
  const places = { toolchain };
  for (const [name, pattern] of Object.entries(language.paths ?? {})) places[name] = matching(fill(pattern, places))[0];
  return [language.compile, language.run].filter(Boolean).map(({ command, env, memoryMb }) => {
    const all = { ...places, work: folder, entry, stem, class: stem.replaceAll('/', '.'), heapMb: String(Math.floor((memoryMb ?? language.limits.memoryMb) / 2)) };
    const [program, ...rest] = command.flatMap((part) => {
      if (part === '{files}') return files.map((file) => file.path).filter((path) => path.endsWith(language.extension));
      if (part === '{args}') return [];
      const text = fill(part, all);
      if (!text.includes('*')) return [text];
      const at = text.indexOf('/');
      return matching(text.slice(at)).map((path) => text.slice(0, at) + path);
    });
    const found = program.includes('/') ? program : searched.map((one) => join(one, program)).find(existsSync);
    const given = Object.fromEntries(Object.entries(env ?? {}).map(([name, value]) => [name, fill(value, all)]));
    return { argv: [found ?? program, ...rest], env: { PATH: '/usr/local/bin:/usr/bin:/bin', HOME: folder, TMPDIR: tmpdir(), LANG: 'C.UTF-8', LC_ALL: 'C.UTF-8', ...given } };
  });
}

const fill = (text, places) => Object.entries(places).reduce((filled, [name, value]) => (value === undefined ? filled : filled.replaceAll(`{${name}}`, value)), text);

/** Paths that exist and match, newest first in every segment with a star; @name is the folder in which that program really lies. */
function matching(pattern) {
  if (pattern.startsWith('@')) {
    const [name, ...rest] = pattern.slice(1).split('/');
    const program = searched.map((one) => join(one, name)).find(existsSync);
    return program ? matching([dirname(realpathSync(program)), ...rest].join('/')) : [];
  }
  const star = pattern.indexOf('*');
  if (star < 0) return existsSync(pattern) ? [pattern] : [];
  const start = pattern.lastIndexOf('/', star) + 1;
  const end = pattern.indexOf('/', star) < 0 ? pattern.length : pattern.indexOf('/', star);
  const folder = pattern.slice(0, start);
  if (!existsSync(folder)) return [];
  const wanted = new RegExp(`^${pattern.slice(start, end).split('*').map((part) => part.replace(/[.+?^${}()|[\]\\]/g, '\\$&')).join('.*')}$`);
  const newest = (name) => name.replace(/\d+/g, (digits) => digits.padStart(9, '0'));
  return readdirSync(folder).filter((name) => wanted.test(name)).sort((a, b) => (newest(a) < newest(b) ? 1 : -1)).flatMap((name) => matching(folder + name + pattern.slice(end)));
}

