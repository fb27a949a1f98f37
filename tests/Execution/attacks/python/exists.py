# why: What is there outside, even where it cannot be read.
# about: secrets
# expect: ok
# modes: A B
# weak in C: without mount namespaces the host's paths can be asked for, though not opened
import os

for path in ("@SECRET_FILE@", "@OUTSIDE@", "/root", "/home", "/sys/kernel"):
    if os.path.exists(path):
        print("BREACH: there is", path)
print("contained")
