// why: Constants are computed by the compiler.
// about: compile
// expect: compile_error time_limit
// limits: compileWallMs=4000
const fn count(to: u64) -> u64 {
    let mut i = 0;
    while i < to {
        i += 1;
    }
    i
}
const FOREVER: u64 = count(u64::MAX);

fn main() {
    println!("{}", FOREVER);
}
