"""The `dbt` command without a preloaded parent: what its console script does, for a venv whose scripts must not be relied on.

Started with `WEFT_LIFELINE=1`, its stdin is a pipe that Weft holds: when it ends (Weft is gone, even by `kill -9`), the command and
all that it started is stopped as by Ctrl-C, and at once after that for good. dbt itself finds an empty stdin.
"""

import os
import signal
import sys
import threading
import time

sys.path.pop(0)
sys.argv[0] = "dbt"

# As that of the parent: for dbt to cancel what it has begun in the warehouse.
STOP_GRACE_SECONDS = 1.5


def hold_lifeline():
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


if os.environ.pop("WEFT_LIFELINE", None) == "1":
    hold_lifeline()

from dbt.cli.main import cli  # noqa: E402

if __name__ == "__main__":
    sys.exit(cli(prog_name="dbt"))
