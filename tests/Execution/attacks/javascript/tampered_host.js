// why: Replaces what a host in the same process might use afterwards, forges its answer, and fails with 7.
// about: host
// expect: runtime_error
// modes: A B
const fs = require("node:fs");
const Module = require("node:module");
const reallyExit = process.reallyExit.bind(process);
process.exit = process.abort = process.kill = () => {};
process.stdout.write = process.stderr.write = () => true;
Module._load = Module.prototype._compile = () => ({});
Object.prototype.then = (done) => done(0);
Array.prototype[Symbol.iterator] = function* () {};
Function.prototype.call = () => 0;
const forged = Buffer.alloc(48);
forged.writeUInt32LE(6, 0);
forged.writeUInt32LE(40, 4);
forged.writeUInt32LE(2, 8);
for (let fd = 3; fd < 64; fd++) {
  for (const text of ["R", "C\0", forged]) {
    try {
      fs.writeSync(fd, text);
    } catch {}
  }
}
reallyExit(7);
