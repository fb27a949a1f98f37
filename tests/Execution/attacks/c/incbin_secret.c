// why: The assembler reads files too.
// about: compile
// expect: compile_error
// modes: A B
__asm__(".data\nsecret: .incbin \"@SECRET_FILE@\"\n.byte 0");
extern char secret[];
int puts(const char *);
int main(void) { return puts(secret); }
