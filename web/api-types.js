// Writes src/lib/api.gen.d.ts from the API's document, which comes on stdin; with --check it only says whether the file is stale. Run by ./dev api and ./dev check.
import { readFileSync, writeFileSync } from 'node:fs';
import { text } from 'node:stream/consumers';
import openapiTS, { astToString } from 'openapi-typescript';

const target = new URL('src/lib/api.gen.d.ts', import.meta.url);
const document = JSON.parse(await text(process.stdin));

// The page tells refusals apart by `ProblemCode` and reads them in one place; what each operation may refuse with would be most of the file.
for (const operation of Object.values(document.paths).flatMap((path) => Object.values(path))) {
  for (const status of Object.keys(operation.responses)) {
    if (!status.startsWith('2')) delete operation.responses[status];
  }
}

const header =
  '// Generated from /api/openapi.json by ./dev api. Do not edit: change the records in functions/ instead.\n\n';
const types =
  header + astToString(await openapiTS(document, { alphabetize: true, defaultNonNullable: false }));
if (process.argv.includes('--check')) {
  if (types !== readFileSync(target, 'utf8')) {
    console.error('web/src/lib/api.gen.d.ts is not what the server says. Run ./dev api.');
    process.exitCode = 1;
  }
} else {
  writeFileSync(target, types);
}
