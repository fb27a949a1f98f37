// why: Types that double with every call.
// about: compile
// expect: compile_error memory_limit time_limit
// limits: compileWallMs=4000
#![recursion_limit = "100000"]
fn grow<T: Copy>(n: u32, t: T) -> usize {
    if n == 0 { std::mem::size_of::<T>() } else { grow(n - 1, (t, t)) }
}

fn main() {
    println!("{}", grow(100, 1u8));
}
