// The time in milliseconds since 1970, again after a line of input.
console.log(Date.now());
process.stdin.once("data", () => {
  console.log(Date.now());
  process.exit();
});
