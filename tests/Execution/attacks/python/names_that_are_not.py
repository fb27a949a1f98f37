# why: Names that do not exist are remembered by the kernel as well.
# about: disk
# expect: ok memory_limit time_limit
# limits: wallMs=3000
import os

for i in range(10_000_000):
    try:
        os.stat(f"/tmp/{i}-{'x' * 200}")
    except OSError:
        pass
print("contained")
