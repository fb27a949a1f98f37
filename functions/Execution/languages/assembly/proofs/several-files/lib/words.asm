global greet

section .data
text: db "Hello, Ada", 10

section .text
greet:
    mov eax, 1
    mov edi, 1
    mov rsi, text
    mov edx, 11
    syscall
    ret
