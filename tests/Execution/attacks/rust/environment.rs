// why: What the compiler's environment holds can be compiled in.
// about: secrets
// expect: ok
fn main() {
    if option_env!("CODEMEET_PLANTED").is_some() || std::env::var("CODEMEET_PLANTED").is_ok() {
        println!("BREACH: the service's environment");
    }
    println!("{:?} {:?} {:?}", option_env!("PATH"), option_env!("HOME"), std::env::vars().collect::<Vec<_>>());
}
