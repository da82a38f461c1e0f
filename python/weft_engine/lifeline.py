"""Ends a program, and all that it started, with the Weft that started it.

Its stdin is a pipe that Weft holds: when it ends (Weft is gone, even by `kill -9`), the program's group is stopped as by Ctrl-C,
and at once after that for good. The program itself finds an empty stdin.
"""

import os
import signal
import threading
import time

# As that of the parent: for dbt to cancel what it has begun in the warehouse.
STOP_GRACE_SECONDS = 1.5


def hold():
    # Not inherited: who holds the other end is Weft alone, and who ends with it is all of this process's group.
    lifeline = os.dup(0)
    null = os.open(os.devnull, os.O_RDONLY)
    os.dup2(null, 0)
    os.close(null)
    threading.Thread(target=end_with, args=(lifeline,), daemon=True).start()


def end_with(lifeline):
    while os.read(lifeline, 4096):
        pass
    os.killpg(0, signal.SIGINT)
    time.sleep(STOP_GRACE_SECONDS)
    os.killpg(0, signal.SIGKILL)
