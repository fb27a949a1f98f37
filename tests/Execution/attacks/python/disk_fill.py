# why: Fills every place that can be written to.
# about: disk
# expect: ok memory_limit
# limits: wallMs=8000
# modes: A B
# weak in a container: without a volume of a size, what was written is counted only afterwards; it is ended some 100 MiB too late
import os

total = 0
for folder in ("/tmp", "/work", "/dev/shm", "/var/tmp", "/", "/dev", "/usr", "/proc", "/run", "/home"):
    for i in range(100):
        try:
            with open(f"{folder}/fill{i}", "wb", buffering=0) as f:
                while True:
                    total += f.write(b"x" * (1 << 20))
                    if total > 200 << 20:
                        print("BREACH: wrote 200 MiB", flush=True)
                        os._exit(1)
        except OSError:
            pass
print("contained")
