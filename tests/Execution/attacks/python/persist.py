# why: Leaves marks everywhere; run twice, the second must find none.
# about: persistence
# expect: ok
# modes: A B
import glob
import os

for folder in ("/tmp", "/work", "/dev/shm", "/var/tmp", "/dev", "/", "/usr/lib/python3/dist-packages", "/proc/sys/kernel"):
    if glob.glob(f"{folder}/codemeet-mark*"):
        print("BREACH: a mark from an earlier run in", folder)
    try:
        open(f"{folder}/codemeet-mark-{os.getpid()}", "w").close()
    except OSError:
        pass
try:
    open("/proc/self/comm", "w").write("marked")
except OSError:
    pass
print("contained")
