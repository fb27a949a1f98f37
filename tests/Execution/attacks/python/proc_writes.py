# why: Everything below /proc that can be opened for writing.
# about: kernel
# expect: ok
# modes: A B
import os

mine = f"/proc/{os.getpid()}"
for folder, folders, files in os.walk("/proc"):
    if folder == "/proc":
        folders[:] = [f for f in folders if f in ("1", "sys", "irq", "bus", "fs", "tty", "pressure", "sysvipc", "scsi", "acpi", "driver")]
    folders[:] = [f for f in folders if f not in ("task", "map_files")]
    for name in files:
        path = os.path.join(folder, name)
        try:
            fd = os.open(path, os.O_WRONLY | os.O_NONBLOCK)
            if path.startswith("/proc/sys/"):
                print("BREACH: opened", path)
            else:
                os.write(fd, b"some 150000 2000000" if "pressure" in path else b"1")
                print("BREACH: wrote", path)
        except OSError:
            pass
for name, text in (("uid_map", "0 0 1"), ("gid_map", "0 0 1"), ("setgroups", "allow"), ("attr/current", "unconfined"), ("loginuid", "0"), ("projid_map", "0 0 1"), ("sched", "1")):
    try:
        with open(f"{mine}/{name}", "w") as f:
            f.write(text)
        if name not in ("loginuid", "sched"):
            print("BREACH: wrote", name)
    except OSError:
        pass
print("contained")
