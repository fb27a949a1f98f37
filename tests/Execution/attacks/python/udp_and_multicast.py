# why: Datagrams need no connection: broadcast, multicast, the cloud's metadata, a name server.
# about: sockets
# expect: ok
import socket

for family, host in ((socket.AF_INET, "255.255.255.255"), (socket.AF_INET, "224.0.0.1"), (socket.AF_INET, "169.254.169.254"), (socket.AF_INET, "168.63.129.16"), (socket.AF_INET, "8.8.8.8"),
                     (socket.AF_INET6, "ff02::1"), (socket.AF_INET6, "fe80::1")):
    for port in (53, 80, 5353, @TCP_PORT@):
        try:
            s = socket.socket(family, socket.SOCK_DGRAM)
            s.setsockopt(socket.SOL_SOCKET, socket.SO_BROADCAST, 1)
            s.sendto(b"hello", (host, port))
            print("BREACH: sent to", host)
        except OSError:
            pass
try:
    print("BREACH: a name was found", socket.getaddrinfo("localhost.localdomain.example.com", 80))
except OSError:
    pass
print("contained")
