// Compile errors are runs too.
const n: { a: { b: string } } = { a: { b: 1 } };
undeclared(n);
