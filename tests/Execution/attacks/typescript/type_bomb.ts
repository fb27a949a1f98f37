// why: Types that double with every step.
// about: compile
// expect: compile_error time_limit memory_limit
// limits: compileWallMs=4000
type Double<T extends unknown[]> = [...T, ...T];
type Grow<N extends number, T extends unknown[] = [0], C extends unknown[] = []> = C["length"] extends N ? T : Grow<N, Double<T>, [...C, 0]>;
type Pairs<T extends unknown[]> = { [K in keyof T]: { [L in keyof T]: [T[K], T[L]] } };
const x: Pairs<Pairs<Grow<14>>> = null as never;
const y: Pairs<Grow<40>> = x;
console.log(x, y);
