"""What a forked child does: takes on the environment, folder and streams that it was given, and is the `dbt` command."""

import os
import signal
import socket
import sys
import time

# Read by dbt while its modules are imported, which the parent has done already.
IMPORT_TIME_VARIABLES = ("DBT_PACKAGE_HUB_URL",)
PR_SET_PDEATHSIG = 1
# This module is loaded in the parent, before any fork.
PARENT = os.getpid()


def become(request):
    code = 1
    try:
        prepare(request)
        code = dbt(request["argv"])
    except BaseException:  # noqa: BLE001 - nothing may climb into the parent's loop
        import traceback

        traceback.print_exc()
    finally:
        end(code)


def prepare(request):
    os.setsid()
    signal.set_wakeup_fd(-1)
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    signal.signal(signal.SIGINT, signal.default_int_handler)
    die_with_parent()
    attach(request["stream"], request["id"])
    os.environ.clear()
    os.environ.update(request["env"])
    time.tzset()
    os.chdir(request["cwd"])
    for folder in reversed(request["env"].get("PYTHONPATH", "").split(os.pathsep)):
        if folder and folder not in sys.path:
            sys.path.insert(0, folder)
    sys.argv = ["dbt", *request["argv"]]
    if any(name in request["env"] for name in IMPORT_TIME_VARIABLES):
        plain = os.path.join(os.path.dirname(__file__), "plain.py")
        os.execve(sys.executable, [sys.executable, "-X", "utf8", plain, *request["argv"]], dict(os.environ))


def die_with_parent():
    """Where the system can: a parent that is killed takes its children with it, so that no run goes on unseen."""
    if not sys.platform.startswith("linux"):
        return
    import ctypes

    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != PARENT:
        os._exit(1)


def attach(path, number):
    """Two connections to Weft become stdout and stderr, so that lines arrive as they are printed and both ends notice the other's end."""
    null = os.open(os.devnull, os.O_RDONLY)
    os.dup2(null, 0)
    os.close(null)
    for name, descriptor in (("stdout", 1), ("stderr", 2)):
        with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as stream:
            stream.connect(path)
            stream.sendall(f"{number} {name}\n".encode())
            os.dup2(stream.fileno(), descriptor)


def dbt(argv):
    """The exit code of `dbt`, as its console script gives it."""
    from dbt.cli.main import cli

    forget_parent()
    try:
        cli(args=argv, prog_name="dbt")
    except SystemExit as exit:
        if exit.code is None:
            return 0
        if isinstance(exit.code, int):
            return exit.code
        print(exit.code, file=sys.stderr)
    return 1


def forget_parent():
    """dbt keeps the variables that go into every artifact from when it first looks at them, which was in the parent."""
    try:
        from dbt_common.events.functions import reset_metadata_vars
    except ImportError:
        return
    reset_metadata_vars()


def end(code):
    """Ends as the interpreter would, but without taking the heap apart, which takes longer than a small run."""
    import atexit
    import threading

    try:
        threading._shutdown()
        atexit._run_exitfuncs()
        sys.stdout.flush()
        sys.stderr.flush()
    except BaseException:  # noqa: BLE001 - a stream that nobody reads any more is no reason to stay
        pass
    finally:
        os._exit(code & 0xFF)
