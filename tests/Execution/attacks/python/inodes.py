# why: Empty files have no size, but the kernel pays for each.
# about: disk
# expect: memory_limit
# limits: wallMs=8000
# modes: A B
import os

i = 0
while i < 1_000_000:
    os.close(os.open(f"/tmp/{i}", os.O_CREAT | os.O_WRONLY))
    i += 1
print("BREACH: a million files")
