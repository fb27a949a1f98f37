# why: A visible case leaves a watcher and traps for the input of the hidden one; the hidden one leaves its input wherever a visible one might find it.
# about: cases
# as: cases
# expect: ok
# modes: A B
import glob
import os
import re
import sys
import time

word = sys.stdin.readline()
pattern = re.compile(r"codemeet-secret-[0-9a-f]+")
for place in glob.glob("/tmp/**", recursive=True) + glob.glob("/work/**", recursive=True) + glob.glob("/dev/shm/*"):
    try:
        if os.path.isfile(place) and pattern.search(open(place, errors="replace").read()):
            print("BREACH: found", place)
    except OSError:
        pass
for folder in ("/tmp", "/work", "/dev/shm"):
    try:
        with open(f"{folder}/kept", "w") as f:
            f.write(word)
    except OSError:
        pass
if word.startswith("visible"):
    for name in ("/tmp/input", "/work/stdin"):
        os.mkfifo(name)
    if os.fork() == 0:
        os.setsid()
        if os.fork() == 0:
            end = time.time() + 5
            while time.time() < end:
                for place in glob.glob("/proc/[0-9]*/fd/0") + glob.glob("/proc/[0-9]*/cmdline"):
                    try:
                        fd = os.open(place, os.O_RDONLY | os.O_NONBLOCK)
                        print(os.read(fd, 4096).decode(errors="replace"), flush=True)
                        os.close(fd)
                    except OSError:
                        pass
        os._exit(0)
else:
    print(word)
