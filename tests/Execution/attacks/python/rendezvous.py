# why: Run twice at the same time: two runs that try to meet by socket, port, shared memory, pipe or file.
# about: meeting
# expect: ok
# modes: A B
import glob
import os
import socket
import time

end = time.time() + 1.5
held = []
for name in ("\0codemeet-meet", ("127.0.0.1", 45454), ("0.0.0.0", 45455)):
    try:
        s = socket.socket(socket.AF_UNIX if isinstance(name, str) else socket.AF_INET)
    except OSError:
        continue
    try:
        s.bind(name)
        s.listen()
        held.append(s)
    except OSError:
        print("BREACH: taken by the other", name)
for folder in ("/dev/shm", "/tmp", "/work"):
    try:
        open(f"{folder}/meet-{os.getpid()}", "w").close()
    except OSError:
        pass
while time.time() < end:
    time.sleep(0.02)
    for s in held:
        s.settimeout(0.05)
        try:
            s.accept()
            print("BREACH: the other called")
        except OSError:
            pass
    if any(len(glob.glob(f"{folder}/meet-*")) > 1 for folder in ("/dev/shm", "/tmp", "/work")):
        print("BREACH: saw the other")
print("contained")
