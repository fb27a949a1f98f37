// why: The compiler reads files for the program.
// about: compile
// expect: compile_error
// modes: A B
const SECRET: &[u8] = include_bytes!("@SECRET_FILE@");
const TEXT: &str = include_str!("/etc/shadow");

fn main() {
    println!("{:?} {} {}", SECRET, TEXT, include!("/proc/1/environ"));
}
