// why: The error stream is output too.
// about: output
// expect: output_limit
const text = "x".repeat(65536);
for (;;) require("node:fs").writeSync(2, text);
