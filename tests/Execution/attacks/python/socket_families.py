# why: Kernel surface behind the rarer socket families.
# about: sockets
# expect: ok
# modes: A B
import socket

for family in range(1, 46):
    for kind in range(1, 11):
        for protocol in (0, 1, 6, 9, 15, 17):
            try:
                socket.socket(family, kind, protocol).close()
                if family not in (1, 2, 10) or kind == socket.SOCK_RAW:
                    print("BREACH: socket", family, kind, protocol)
            except OSError:
                pass
print("contained")
