// why: Files that claim to be larger than every disk, and their contents through mappings.
// weak in a container: without a volume of a size, what was written is counted only afterwards; it may write more before it is ended
// about: disk
// expect: ok memory_limit
use std::io::{Seek, SeekFrom, Write};

extern "C" {
    fn signal(number: i32, handler: usize) -> usize;
}

fn main() {
    unsafe { signal(25, 1) }; // SIGXFSZ
    let mut written = 0usize;
    for i in 0..64 {
        for folder in ["/tmp", "/work", "/dev/shm"] {
            if let Ok(mut file) = std::fs::File::create(format!("{folder}/sparse{i}")) {
                if file.set_len(1 << 40).is_ok() {
                    println!("BREACH: a file of a terabyte");
                }
                let _ = file.seek(SeekFrom::Start((16 << 20) - 1));
                let _ = file.write(b"x");
                let _ = file.seek(SeekFrom::Start(0));
                while written < 200 << 20 {
                    match file.write(&[1; 65536]) {
                        Ok(n) if n > 0 => written += n,
                        _ => break,
                    }
                }
            }
        }
    }
    println!("{}", if written >= 200 << 20 { "BREACH: wrote 200 MiB" } else { "contained" });
}
