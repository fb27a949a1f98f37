# why: Every way to the host's listener, and any interface but an own loopback.
# about: sockets
# expect: ok
# weak in C: interfaces can be seen, though not used
# modes: A B
import socket

for family, host in ((socket.AF_INET, "127.0.0.1"), (socket.AF_INET, "127.0.1.1"), (socket.AF_INET6, "::1")):
    try:
        s = socket.socket(family, socket.SOCK_STREAM)
        s.settimeout(0.3)
        s.connect((host, @TCP_PORT@))
        s.send(b"hello")
        print("BREACH: reached", host)
    except OSError:
        pass
interfaces = [line.split(":")[0].strip() for line in open("/proc/net/dev") if ":" in line]
if interfaces != ["lo"]:
    print("BREACH: interfaces", interfaces)
print("contained")
