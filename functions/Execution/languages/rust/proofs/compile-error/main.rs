fn main() {
    let n: i32 = "three";
}
