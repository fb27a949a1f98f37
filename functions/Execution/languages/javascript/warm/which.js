console.log(require('node:fs').readFileSync('/proc/self/cmdline', 'utf8'));
