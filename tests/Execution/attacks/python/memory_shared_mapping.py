# why: Shared anonymous memory belongs to no process alone.
# about: memory
# expect: memory_limit runtime_error
# limits: memoryMb=128 wallMs=8000
# modes: A B
import mmap

block = mmap.mmap(-1, 1 << 30)
for at in range(0, 1 << 30, 4096):
    block[at] = 1
print("BREACH: a gigabyte of shared memory")
