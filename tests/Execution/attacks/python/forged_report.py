# why: Writes "ended well" to every descriptor it can find, its own and PID 1's, then fails.
# about: forgery
# expect: runtime_error
# modes: A B
import glob
import os
import struct
import sys

report = struct.pack("<IIIIiiQQQ", 3, 40, 2, 0, 0, 0, 1, 1, 1)
for path in glob.glob("/proc/1/fd/*") + [f"/proc/1/fd/{n}" for n in range(12)]:
    try:
        os.write(os.open(path, os.O_WRONLY), report)
        print("BREACH: wrote to", path)
    except OSError:
        pass
for fd in range(3, 1024):
    try:
        os.write(fd, report)
        print("BREACH: wrote to", fd)
    except OSError:
        pass
sys.exit(7)
