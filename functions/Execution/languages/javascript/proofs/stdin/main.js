const { readFileSync } = require("node:fs");
const [a, b] = readFileSync("/dev/stdin", "utf8").split(" ").map(Number);
console.log(a + b, process.argv.slice(2).join("|"));
