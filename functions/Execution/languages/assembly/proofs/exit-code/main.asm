global _start

section .data
text: db "before", 10
size: equ $ - text

section .text
_start:
    mov eax, 1          ; write(1, text, size)
    mov edi, 1
    mov rsi, text
    mov edx, size
    syscall
    mov eax, 60         ; exit(3)
    mov edi, 3
    syscall
