# why: Every way to the host's listener, and out.
# expect: ok
# modes: A B
import socket

reached = 0
for family, host in ((socket.AF_INET, "127.0.0.1"), (socket.AF_INET, "10.0.2.2"), (socket.AF_INET, "172.17.0.1"), (socket.AF_INET, "169.254.169.254"), (socket.AF_INET6, "::1")):
    for kind in (socket.SOCK_STREAM, socket.SOCK_DGRAM):
        try:
            s = socket.socket(family, kind)
            s.settimeout(0.3)
            s.connect((host, @TCP_PORT@))
            s.send(b"hello")
            if kind == socket.SOCK_STREAM or host not in ("127.0.0.1", "::1"):
                print("BREACH: reached", host)
        except OSError:
            pass
print("contained")
