// why: A union of every text of eight digits.
// about: compile
// expect: compile_error time_limit memory_limit
// limits: compileWallMs=6000
type Digit = "0" | "1" | "2" | "3" | "4" | "5" | "6" | "7" | "8" | "9";
type Four = `${Digit}${Digit}${Digit}${Digit}`;
type Eight = `${Four}${Four}`;
const x: Eight = "nothing";
console.log(x);
