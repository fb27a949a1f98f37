# why: Run twice at the same time: files both can see, their times, locks on what cannot be written, names of keys and of semaphores.
# about: meeting
# weak in C: without a network namespace the list of everybody's UNIX sockets can be read, though none can be opened
# expect: ok
import glob
import os
import time

mark = f"meet-{time.time_ns()}"
end = time.time() + 1.2
for folder in ("/tmp", "/var/tmp", "/dev/shm", "/dev/mqueue", "/run", "/run/lock", "/work", "/usr/tmp"):
    try:
        open(f"{folder}/{mark}", "w").close()
    except OSError:
        pass
for path in ("/usr/bin/env", "/usr/lib/os-release", "/etc/passwd", "/sbx-init"):
    for change in (lambda: os.utime(path), lambda: os.chmod(path, 0o777), lambda: os.setxattr(path, "user.meet", b"x"), lambda: os.open(path, os.O_RDWR)):
        try:
            change()
            print("BREACH: changed", path)
        except OSError:
            pass
while time.time() < end:
    others = [p for folder in ("/tmp", "/var/tmp", "/dev/shm", "/dev/mqueue", "/run", "/run/lock") for p in glob.glob(f"{folder}/meet-*") if not p.endswith(mark)]
    if others:
        print("BREACH: saw", others)
        break
    time.sleep(0.05)
for name in ("/proc/sysvipc/shm", "/proc/sysvipc/sem", "/proc/sysvipc/msg", "/proc/net/unix"):
    try:
        if len(open(name).readlines()) > 1:
            print("BREACH: somebody's objects in", name)
    except OSError:
        pass
print("contained")
