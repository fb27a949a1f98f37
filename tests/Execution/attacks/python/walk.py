# why: Reads whatever is readable outside /usr and /proc, and writes wherever it can.
# about: secrets
# expect: ok
# modes: A B
import os
import re

pattern = re.compile(rb"codemeet-secret-[0-9a-f]+")
for folder, folders, files in os.walk("/"):
    folders[:] = [f for f in folders if os.path.join(folder, f) not in ("/usr", "/proc")]
    if folder not in ("/work", "/tmp", "/dev/shm"):
        try:
            open(os.path.join(folder, "mark"), "w").close()
            print("BREACH: wrote to", folder)
        except OSError:
            pass
    for name in files:
        path = os.path.join(folder, name)
        try:
            if os.path.isfile(path) and pattern.search(open(path, "rb").read()) and path != "/work/main.py":
                print("BREACH: secret in", path)
        except OSError:
            pass
print("contained")
