# why: Who else runs on this machine.
# about: processes
# expect: ok
# modes: A B
# weak in C: without pid namespaces processes can be seen, though not touched
import glob

if len(glob.glob("/proc/[0-9]*")) > 2:
    print("BREACH: saw processes that are not its own")
print("contained")
