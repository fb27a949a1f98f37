use std::io::{self, BufRead};

fn solve(lines: &[String]) -> String {
    format!("Hello, {}!", lines.first().map_or("world", |name| name))
}

fn main() {
    // What is typed into the input box arrives on standard input.
    let lines: Vec<String> = io::stdin().lock().lines().map(|line| line.unwrap()).collect();
    println!("{}", solve(&lines));
}
