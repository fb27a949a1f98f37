function half(n) {
  if (n % 2) throw new Error(`odd: ${n}`);
  return n / 2;
}

console.log(half(3));
