// why: Threads until there are no more, each of which holds on.
// about: processes
// expect: ok
fn main() {
    let mut made = 0;
    while made < 2000 && std::thread::Builder::new().stack_size(64 << 10).spawn(|| loop { std::thread::park() }).is_ok() {
        made += 1;
    }
    println!("{}", if made >= 2000 { "BREACH: 2000 threads" } else { "contained" });
    std::process::exit(0);
}
