import { PassThrough, type Readable } from 'node:stream';
const enum Level { Low = 3 }
namespace Inner { export const z = 1; }
class Point { constructor(private readonly x: number, public y = Level.Low) {} get sum(): number { return this.x + this.y + Inner.z; } }
const stream: Readable = new PassThrough();
process.on('exit', code => console.log('exit', code, stream.readable));
async function main(): Promise<void> {
  console.log(await Promise.resolve(new Point(1).sum));
  throw new TypeError('later');
}
main();
