fn half(n: &[i32]) -> i32 {
    n[3] / 2
}

fn main() {
    println!("{}", half(&[]));
}
