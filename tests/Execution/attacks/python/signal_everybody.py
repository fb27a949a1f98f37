# why: Every signal to everybody it can name: itself, PID 1, everyone, low process ids.
# about: signals
# expect: ok
# modes: A B
import os
import signal

for target in [1, -1, 0, *range(2, 400)]:
    for s in (signal.SIGKILL, signal.SIGSTOP, signal.SIGTERM, signal.SIGSEGV):
        if target in (0, -1) and s in (signal.SIGSTOP, signal.SIGTERM, signal.SIGSEGV) or target == 0 or target == os.getpid():
            continue
        try:
            os.kill(target, s)
            if target > 1:
                print("BREACH: signalled", target)
        except OSError:
            pass
print("contained")
