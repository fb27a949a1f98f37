# why: Threads without end: refused long before the machine feels them. Python itself waits for ever for a thread that ran out of memory before it could say that it runs.
# about: processes
# expect: ok time_limit
# limits: wallMs=4000
# modes: A B
import sys
import threading
import time

threading.stack_size(64 * 1024)
made = 0
try:
    while made < 2000:
        threading.Thread(target=time.sleep, args=(60,), daemon=True).start()
        made += 1
except (RuntimeError, MemoryError):
    pass
print("BREACH: 2000 threads" if made >= 2000 else "contained", flush=True)
import os
os._exit(0)
