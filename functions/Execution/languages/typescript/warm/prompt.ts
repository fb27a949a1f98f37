process.stdout.write('name> ');
process.stdin.once('data', (line: Buffer) => {
  console.log('Hi', String(line).trim(), process.stdin.isTTY, process.stdout.isTTY);
  console.error('to the same terminal');
  process.exit(4);
});
