# why: Looks for the planted secret in files, environments, memory and descriptors.
# about: secrets
# expect: ok
# modes: A B
import glob
import os
import re

pattern = re.compile(rb"codemeet-secret-[0-9a-f]+")
places = ["@SECRET_FILE@", "/etc/shadow", "/etc/passwd", "/root/.bashrc", "/proc/keys", "/proc/kcore", "/proc/kmsg", "/dev/mem", "/dev/kmsg"]
for process in glob.glob("/proc/[0-9]*"):
    places += [f"{process}/{name}" for name in ("environ", "cmdline", "mem", "maps", "stack", "auxv")]
    places += glob.glob(f"{process}/fd/*") + [f"{process}/root@SECRET_FILE@", f"{process}/cwd/../..@SECRET_FILE@"]
for place in places:
    if place.endswith("/fd/0"):
        continue
    try:
        fd = os.open(place, os.O_RDONLY | os.O_NONBLOCK)
        for found in pattern.findall(os.read(fd, 1 << 20)):
            print("BREACH:", place, found)
    except OSError:
        pass
print({k: v for k, v in os.environ.items()})
