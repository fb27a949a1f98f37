function fall(n) {
  if (n === 0) throw new Error('boom');
  fall(n - 1);
}
console.log(process.argv, process.execArgv, __filename, require.main === module, Object.keys(require.cache), new Error('here').stack);
fall(3);
