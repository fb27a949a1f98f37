// One of two loops of run.mjs that fork and execute bare commands for a while and print how many programs that were: bareLoop.mjs OFFSET SECONDS ID,ID,…
import { hello, runBare } from './languages.mjs';

const [offset, seconds, ids] = [Number(process.argv[2]), Number(process.argv[3]), process.argv[4].split(',')];
const until = performance.now() + seconds * 1000;
let count = 0;
for (let i = offset; performance.now() < until; i++, count++) {
  const id = ids[i % ids.length];
  runBare(id, hello(id).files);
}
console.log(count);
