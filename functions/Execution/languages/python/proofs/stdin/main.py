import sys

a, b = map(int, open("/dev/stdin").read().split())
print(a + b, *sys.argv[1:])
