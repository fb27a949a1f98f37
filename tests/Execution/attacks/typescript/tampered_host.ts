// why: The compiler may live in the same process: takes it apart, forges the host's answer, and fails with 7.
// about: host
// expect: runtime_error
// modes: A B
import * as fs from "node:fs";
import { createRequire } from "node:module";

const exit = (process as unknown as { reallyExit(code: number): never }).reallyExit.bind(process);
const cache = createRequire("/work/main.js").cache;
for (const path of Object.keys(cache)) {
  for (const name of Object.keys(cache[path]?.exports ?? {})) {
    try {
      cache[path]!.exports[name] = () => 0;
    } catch {}
  }
}
process.exit = (() => 0) as never;
process.stdout.write = process.stderr.write = () => true;
for (let fd = 3; fd < 64; fd++) {
  for (const text of ["R", "C\0"]) {
    try {
      fs.writeSync(fd, text);
    } catch {}
  }
}
exit(7);
