global main
extern scanf, printf

section .data
in: db "%d %d", 0
out: db "%d %s|%s", 10, 0

section .bss
a: resd 1
b: resd 1
args: resq 1

section .text
main:
    push rbx
    mov rbx, rsi
    mov rdi, in
    mov rsi, a
    mov rdx, b
    xor eax, eax
    call scanf
    mov rdi, out
    mov esi, [a]
    add esi, [b]
    mov rdx, [rbx + 8]
    mov rcx, [rbx + 16]
    xor eax, eax
    call printf
    xor eax, eax
    pop rbx
    ret

section .note.GNU-stack noalloc noexec nowrite progbits
