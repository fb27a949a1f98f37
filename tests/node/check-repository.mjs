// What no compiler looks at: addresses and paths that do not belong in the repository, files that outgrew a reader, documents that name files which are gone.
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';

const files = execFileSync('git', ['ls-files', '-co', '--exclude-standard', '-z'], { encoding: 'utf8' }).split('\0').filter((name) => name && existsSync(name));
const problems = [];
const text = (name) => readFileSync(name, 'utf8');
const isText = (name) => /\.(cs|ts|tsx|mjs|js|json|md|css|html|yaml|yml|xml|props|csproj|slnx|c|sh|bicep)$|^dev$|^\.ci\/run$/.test(name);

for (const name of files.filter(isText)) {
  const content = text(name);
  // Home folders, and where this checkout happens to lie; `/work` alone is the folder that programs see in the sandbox.
  const home = ['/ro' + 'ot/', '/ho' + 'me/', `${process.cwd()}/`].find((path) => content.includes(path));
  if (home) problems.push(`${name}: names a path of a machine (${home}…)`);
  if (/\b[\w.-]*(?:registry\.npmjs|nuget)\.org\b/.test(content) && name !== 'tests/node/check-repository.mjs') problems.push(`${name}: names a package registry`);
  if (/"resolved":\s*"http/.test(content)) problems.push(`${name}: a lock file with addresses; set omit-lockfile-registry-resolved`);
}

const MOST_LINES = 480;
for (const name of files.filter((file) => /(?<!\.gen\.d)\.(cs|ts|tsx|css|c|mjs)$/.test(file))) {
  const lines = text(name).split('\n').length;
  if (lines > MOST_LINES) problems.push(`${name}: ${lines} lines; a file stays under ${MOST_LINES}, so that it can be held in the head`);
}

for (const name of files.filter((file) => file.endsWith('.md'))) {
  for (const [, target] of text(name).matchAll(/\]\((?!https?:|mailto:|#)([^)#\s]+)[^)]*\)/g)) {
    if (!existsSync(normalize(join(dirname(name), target)))) problems.push(`${name}: links to ${target}, which is not there`);
  }
}

for (const name of files) {
  if (statSync(name).size > 1024 * 1024) problems.push(`${name}: larger than 1 MiB`);
}

// Every code that the server sends is documented, and every documented code is sent.
const sent = new Set(files.filter((file) => file.startsWith('functions/') && file.endsWith('.cs')).flatMap((file) => [...text(file).matchAll(/(?:Refusal\([^"]*|=> \(|, )"([A-Z]+(?:_[A-Z]+)+|FORBIDDEN|INTERNAL|REMOVED|SUPERSEDED|WAITING|LEFT)"/g)].map((match) => match[1])));
const listed = new Set([...text('docs/codes.md').matchAll(/^\| `([A-Z_]+)`/gm)].map((match) => match[1]));
for (const code of sent) if (!listed.has(code)) problems.push(`docs/codes.md: ${code} is sent but not listed`);
for (const code of listed) if (!sent.has(code)) problems.push(`docs/codes.md: ${code} is listed but never sent`);

for (const problem of problems) console.error(problem);
process.exitCode = problems.length ? 1 : 0;
