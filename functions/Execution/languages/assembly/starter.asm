; With main instead of _start the C library is linked in: extern printf.
global _start

section .data
hello: db "Hello, "
.size: equ $ - hello
world: db "world"
.size: equ $ - world
mark: db "!", 10
.size: equ $ - mark

section .bss
name: resb 100

section .text
; write(rsi: text, rdx: size)
write:
    mov eax, 1
    mov edi, 1
    syscall
    ret

_start:
    mov rsi, hello
    mov edx, hello.size
    call write

    ; What is typed into the input box arrives on standard input.
    xor eax, eax        ; read(0, name, 100)
    xor edi, edi
    mov rsi, name
    mov edx, 100
    syscall
    lea rdx, [rax - 1]  ; without the line break
    test rax, rax
    jg .greet
    mov rsi, world
    mov edx, world.size
.greet:
    call write

    mov rsi, mark
    mov edx, mark.size
    call write

    mov eax, 60         ; exit(0)
    xor edi, edi
    syscall
