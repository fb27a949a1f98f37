mod words;

fn main() {
    println!("{}", words::greet("Ada"));
}
