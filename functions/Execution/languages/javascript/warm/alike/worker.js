const { Worker } = require('node:worker_threads');
const { execFileSync } = require('node:child_process');
console.log(execFileSync(process.execPath, ['-p', '1 + 1']).toString());
new Worker('console.log("in a worker"); process.exit(3)', { eval: true }).on('exit', code => {
  console.log(code);
  Promise.reject(new RangeError('unhandled'));
});
