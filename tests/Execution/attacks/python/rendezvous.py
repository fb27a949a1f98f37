# why: Run twice at the same time: two runs that try to meet by socket, port, shared memory, pipe or process list.
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
    s = socket.socket(socket.AF_UNIX if isinstance(name, str) else socket.AF_INET)
    try:
        s.bind(name)
        s.listen()
        held.append(s)
    except OSError:
        print("BREACH: taken by the other", name)
open(f"/dev/shm/meet-{os.getpid()}", "w").close()
while time.time() < end:
    for s in held:
        s.settimeout(0.05)
        try:
            s.accept()
            print("BREACH: the other called")
        except OSError:
            pass
    if len(glob.glob("/dev/shm/meet-*")) > 1 or len(glob.glob("/proc/[0-9]*")) > 2:
        print("BREACH: saw the other")
print("contained")
