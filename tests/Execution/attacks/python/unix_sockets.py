# why: The host's sockets by path and by abstract name.
# about: sockets
# expect: ok
# modes: A B
import socket

for name in ("@UNIX_PATH@", "\0@ABSTRACT@", "/run/docker.sock", "/var/run/dbus/system_bus_socket", "/run/systemd/notify"):
    for kind in (socket.SOCK_STREAM, socket.SOCK_DGRAM):
        try:
            s = socket.socket(socket.AF_UNIX, kind)
            s.connect(name)
            print("BREACH: reached", name)
        except OSError:
            pass
print("contained")
