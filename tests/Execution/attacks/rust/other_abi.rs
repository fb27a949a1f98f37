// why: The 32-bit system calls from a language that has no C beside it.
// about: kernel
// expect: runtime_error
fn main() {
    let result: u64;
    unsafe { std::arch::asm!("int 0x80", inlateout("rax") 20u64 => result) };
    println!("BREACH: {}", result);
}
