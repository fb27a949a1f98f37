const lines = require("node:fs").readFileSync(0, "utf8").split("\n");

function solve(lines) {
  return `Hello, ${lines[0] || "world"}!`;
}

// What is typed into the input box arrives on standard input.
console.log(solve(lines));
