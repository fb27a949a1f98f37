# why: Folders in folders in folders, deeper than a path may be long.
# about: disk
# expect: memory_limit runtime_error time_limit
# limits: wallMs=8000
import os

os.chdir("/tmp")
for _ in range(1_000_000):
    os.mkdir("d")
    os.chdir("d")
print("BREACH: a million folders")
