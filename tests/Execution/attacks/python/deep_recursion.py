# why: Takes the guard off its own stack.
# about: memory
# expect: runtime_error memory_limit time_limit
# limits: wallMs=4000
import sys
import threading

sys.setrecursionlimit(1 << 30)
threading.stack_size(64 << 20)


def down(n):
    return down(n + 1) + repr(n).__len__()


thread = threading.Thread(target=lambda: map(down, [0]).__next__())
thread.start()
thread.join()
down(0)
