// why: Devices have no end, and the compiler has no input.
// about: compile
// expect: compile_error memory_limit time_limit
// limits: compileWallMs=4000
const A: &[u8] = include_bytes!("/dev/zero");
const B: &[u8] = include_bytes!("/dev/stdin");

fn main() {
    println!("{} {}", A.len(), B.len());
}
