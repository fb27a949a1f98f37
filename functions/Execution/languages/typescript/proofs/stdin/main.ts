import { readFileSync } from "node:fs";

const [a = 0, b = 0] = readFileSync(0, "utf8").split(" ").map(Number);
console.log(a + b, process.argv.slice(2).join("|"));
