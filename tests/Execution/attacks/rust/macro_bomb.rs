// why: A macro that doubles its words.
// about: compile
// expect: compile_error memory_limit time_limit
// limits: compileWallMs=4000
#![recursion_limit = "1000000"]
macro_rules! bomb { ($($word:tt)*) => { bomb!($($word)* $($word)*); }; }

fn main() {
    bomb!(x);
}
