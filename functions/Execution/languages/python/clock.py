# The time in milliseconds since 1970, again after a line of input.
import time

print(int(time.time() * 1000))
input()
print(int(time.time() * 1000))
