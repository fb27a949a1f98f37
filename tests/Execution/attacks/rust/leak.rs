// why: Leaks on purpose.
// about: memory
// expect: memory_limit
// limits: memoryMb=64 wallMs=5000
// modes: A B
fn main() {
    for _ in 0..1000 {
        std::mem::forget(vec![1u8; 8 << 20]);
    }
    println!("BREACH: eight gigabytes");
}
