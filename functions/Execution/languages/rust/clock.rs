// The time in milliseconds since 1970, again after a line of input.
use std::{io, time::SystemTime};

fn tell() {
    println!("{}", SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap().as_millis());
}

fn main() {
    tell();
    io::stdin().read_line(&mut String::new()).unwrap();
    tell();
}
