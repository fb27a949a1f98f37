# why: No single process is over the limit; together they are.
# about: memory
# expect: memory_limit
# limits: memoryMb=128 wallMs=8000
# modes: A B
import os
import time

for _ in range(8):
    if os.fork() == 0:
        block = b"x" * (40 << 20)
        time.sleep(30)
time.sleep(30)
