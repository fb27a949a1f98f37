%include "lib/macros.inc"

global _start
extern greet

section .text
_start:
    call greet
    exit 0
