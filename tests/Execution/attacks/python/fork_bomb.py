# why: Processes without end, each of which tries again when refused.
# about: processes
# expect: time_limit
# limits: wallMs=1500
# modes: A B
import os

while True:
    try:
        os.fork()
    except OSError:
        pass
