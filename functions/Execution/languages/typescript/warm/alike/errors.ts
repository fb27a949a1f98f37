import * as fs from 'fs';
import { y } from './missing';
interface Shape { a: { b: string }; f(x: number): void }
const shape: Shape = { a: { b: 1 }, f(x: string) {} };
const text = '日本🦊'; const n: number = text;
fs.nope(); function implicit(x) { return x; }
let unset: string; console.log(unset, y);
let twice = 1; let twice = 2;
function nothing(): number { }
document.title = await Promise.resolve('x');
