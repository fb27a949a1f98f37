# why: Names that break whoever prints or parses them.
# about: disk
# weak in a container: there is no /dev/shm to put them into
# expect: ok
import os

for name in (b"\xff\xfe", b"line\nbreak", b"-rf", b"$(reboot)", b"\x1b[2J", b" ", b"'\"", b"x" * 255, b"\x01" + b"1", "\u202e".encode(), b"con", b"a\\b"):
    for folder in (b"/tmp", b"/work", b"/dev/shm"):
        os.mkdir(os.path.join(folder, name))
        open(os.path.join(folder, name, name), "w").close()
print("contained")
