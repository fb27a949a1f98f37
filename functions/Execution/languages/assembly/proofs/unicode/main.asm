global _start

section .bss
line: resb 100

section .data
text: db "žluťoučký 日本語 🦊", 10
size: equ $ - text

section .text
_start:
    xor eax, eax        ; read(0, line, 100)
    xor edi, edi
    mov rsi, line
    mov edx, 100
    syscall
    mov edx, eax        ; write(1, line, what was read)
    mov eax, 1
    mov edi, 1
    syscall
    mov eax, 1          ; write(1, text, size)
    mov rsi, text
    mov edx, size
    syscall
    mov eax, 60
    xor edi, edi
    syscall
