function fall(n: number): void {
  if (n === 0) throw new Error('boom', { cause: new TypeError('cause') });
  fall(n - 1);
}
try {
  fall(1);
} catch (e) {
  console.error((e as Error).stack);
}
console.log(process.argv, __filename, require.main === module, Object.keys(require.cache));
fall(2);
