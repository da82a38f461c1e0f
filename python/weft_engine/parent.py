"""The preloaded parent: pays dbt's import once, then forks a child for each dbt command that Weft asks for.

It is started as `python -X utf8 parent.py '<JSON options>'` by `engine/core/open-parent.ts`. Requests come as lines of JSON
on stdin, answers leave as lines of JSON on stdout, and its own words go to stderr. When stdin ends (Weft has stopped,
even by `kill -9`), every child is stopped as by Ctrl-C, and at once after that for good.

requests: {"do": "run", "id", "argv", "cwd", "env", "stream", "parse"?} · {"do": "signal", "id", "signal"}
answers:  {"say": "ready", "warm"} · {"say": "started", "id", "pid"} · {"say": "ended", "id", "exitCode", "signal"}
          · {"say": "refused", "id", "reason"} · {"say": "unfit", "reason"} (the parent cannot fork safely, and ends)
"""

import gc
import json
import os
import selectors
import signal
import sys
import time
from multiprocessing import resource_tracker

# The folder of this file, which Python puts first: none of its modules may stand before one of the user's.
OWN_FOLDER = sys.path.pop(0)

REQUEST_BYTES_MAX = 16 * 1024 * 1024
# Warming takes a second or two in which no request is answered, so it waits until nobody has asked for a while.
WARM_AFTER_SECONDS = 1.0
# Nobody reads any more what a child has to say, and the next run may want its warehouse: the moment is only for dbt to cancel
# what it has begun there, since a query outlives a client that is killed.
STOP_GRACE_SECONDS = 1.5


def load(name):
    """Loads a module that lies beside this file without putting the folder on the path."""
    import importlib.util

    spec = importlib.util.spec_from_file_location(f"_weft_{name}", os.path.join(OWN_FOLDER, f"{name}.py"))
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


class Parent:
    """The loop: requests in, answers out, children reaped."""

    def __init__(self, options):
        self.adapters = options.get("adapters", [])
        self.idle_seconds = options.get("idleSeconds", 600)
        self.is_warm = not options.get("warm", True)
        # The control pipes leave 0 and 1, so that nothing which an import prints can be taken for an answer.
        self.requests = os.dup(0)
        self.answers = os.dup(1)
        null = os.open(os.devnull, os.O_RDWR)
        os.dup2(null, 0)
        os.dup2(2, 1)
        os.close(null)
        self.children = {}  # pid -> id
        self.pending = b""
        self.is_open = True
        self.last_work = time.monotonic()
        self.wake_in, self.wake_out = os.pipe()
        for descriptor in (self.wake_in, self.wake_out):
            os.set_blocking(descriptor, False)

    def run(self):
        preload = load("preload")
        preload.import_engine(self.adapters)
        self.child = load("child")
        # dbt's locks are semaphores of the system; the children share one process that clears away those of a killed one.
        resource_tracker.ensure_running()
        self.require_one_thread()
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        signal.signal(signal.SIGCHLD, lambda *_: None)
        signal.set_wakeup_fd(self.wake_out, warn_on_full_buffer=False)
        os.set_blocking(self.requests, False)
        gc.collect()
        gc.freeze()
        self.say(say="ready", warm=self.is_warm)
        with selectors.DefaultSelector() as self.selector:
            self.selector.register(self.requests, selectors.EVENT_READ)
            self.selector.register(self.wake_in, selectors.EVENT_READ)
            while self.is_open:
                self.turn(preload)
        self.stop_children()

    def turn(self, preload):
        is_idle = not self.children
        wait = None
        if is_idle:
            wait = WARM_AFTER_SECONDS if not self.is_warm else self.idle_seconds
        ready = self.selector.select(wait)
        for key, _ in ready:
            if key.fd == self.requests:
                self.read_requests()
            else:
                self.drain_wake()
        self.reap()
        if ready:
            self.last_work = time.monotonic()
            return
        if not self.is_warm:
            self.is_warm = True
            preload.warm(self.adapters)
            self.require_one_thread()
            gc.collect()
            gc.freeze()
            self.say(say="ready", warm=True)
        elif is_idle and time.monotonic() - self.last_work >= self.idle_seconds:
            self.is_open = False

    def read_requests(self):
        try:
            chunk = os.read(self.requests, 1 << 16)
        except BlockingIOError:
            return
        if not chunk or len(self.pending) > REQUEST_BYTES_MAX:
            self.is_open = False
            return
        *lines, self.pending = (self.pending + chunk).split(b"\n")
        for line in lines:
            if line.strip():
                self.answer(json.loads(line))

    def answer(self, request):
        if request["do"] == "run":
            self.start(request)
        elif request["do"] == "signal":
            for pid, number in self.children.items():
                if number == request["id"]:
                    signal_group(pid, getattr(signal, request["signal"]))

    def start(self, request):
        sys.stdout.flush()
        sys.stderr.flush()
        try:
            pid = os.fork()
        except OSError as error:
            self.say(say="refused", id=request["id"], reason=str(error))
            return
        if pid == 0:
            self.selector.close()
            for descriptor in (self.requests, self.answers, self.wake_in, self.wake_out):
                os.close(descriptor)
            self.child.become(request)  # never returns
        self.children[pid] = request["id"]
        self.say(say="started", id=request["id"], pid=pid)

    def reap(self):
        while True:
            try:
                pid, status = os.waitpid(-1, os.WNOHANG)
            except ChildProcessError:
                return
            if pid == 0:
                return
            number = self.children.pop(pid, None)
            if number is None:
                continue
            signal_group(pid, signal.SIGKILL)  # what the command started and left behind
            ended_by = signal.Signals(os.WTERMSIG(status)).name if os.WIFSIGNALED(status) else None
            code = None if ended_by else os.waitstatus_to_exitcode(status)
            self.say(say="ended", id=number, exitCode=code, signal=ended_by)

    def drain_wake(self):
        try:
            os.read(self.wake_in, 4096)
        except BlockingIOError:
            pass

    def say(self, **answer):
        line = (json.dumps(answer) + "\n").encode()
        try:
            while line:
                line = line[os.write(self.answers, line) :]
        except BrokenPipeError:
            self.is_open = False

    def require_one_thread(self):
        """A fork copies only the thread that forks: locks that others held stay locked for ever in the child."""
        count = thread_count()
        if count > 1:
            self.say(say="unfit", reason=f"{count} threads run in the parent, so a forked child could hang")
            sys.exit(70)

    def stop_children(self):
        for pid in self.children:
            signal_group(pid, signal.SIGINT)
        deadline = time.monotonic() + STOP_GRACE_SECONDS
        while self.children and time.monotonic() < deadline:
            self.selector_wait()
            self.reap()
        for pid in self.children:
            signal_group(pid, signal.SIGKILL)

    def selector_wait(self):
        with selectors.DefaultSelector() as selector:
            selector.register(self.wake_in, selectors.EVENT_READ)
            selector.select(0.2)
        self.drain_wake()


def thread_count():
    try:
        return len(os.listdir("/proc/self/task"))
    except OSError:
        import threading

        return threading.active_count()


def signal_group(pid, number):
    try:
        os.killpg(pid, number)
    except ProcessLookupError:  # it does not lead its group yet, or nothing of the group is left
        pass
    except PermissionError:  # macOS says so of a group that has only ended members
        pass


if __name__ == "__main__":
    Parent(json.loads(sys.argv[1])).run()
