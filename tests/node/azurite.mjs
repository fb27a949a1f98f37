// Starts the storage emulator and ends with whoever holds our standard input, however that ends.
process.stdin.on('end', () => process.exit(0)).resume();
await import('azurite/dist/src/azurite.js');
