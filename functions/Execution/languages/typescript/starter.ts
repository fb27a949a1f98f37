import { readFileSync } from "node:fs";

function solve(lines: string[]): string {
  return `Hello, ${lines[0] || "world"}!`;
}

// What is typed into the input box arrives on standard input.
console.log(solve(readFileSync(0, "utf8").split("\n")));
