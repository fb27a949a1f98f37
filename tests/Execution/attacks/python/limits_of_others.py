# why: PID 1 has the same uid: a processor limit of zero set on it would end the sandbox without a witness, one processor for it and a burning program would slow its clocks.
# about: signals
# expect: ok
# modes: A B
import os
import resource

for target in (1, os.getppid()):
    try:
        resource.prlimit(target, resource.RLIMIT_CPU, (0, 0))
        print("BREACH: limited", target)
    except OSError:
        pass
    try:
        os.sched_setaffinity(target, {min(os.sched_getaffinity(0))})
        print("BREACH: pinned", target)
    except OSError:
        pass
for which in (resource.RLIMIT_NPROC, resource.RLIMIT_FSIZE, resource.RLIMIT_CPU, resource.RLIMIT_NOFILE):
    soft, hard = resource.getrlimit(which)
    try:
        resource.setrlimit(which, (hard + 1, hard + 1))
        print("BREACH: raised", which)
    except (OSError, ValueError):
        pass
print("contained")
