// why: The assembler reads files too.
// about: compile
// expect: compile_error
std::arch::global_asm!(".incbin \"@SECRET_FILE@\"");

fn main() {}
