import { readFileSync } from 'node:fs';
console.log(readFileSync('/proc/self/cmdline', 'utf8'));
