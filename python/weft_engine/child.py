"""What a forked child does: takes on the environment, folder and streams that it was given, and is the `dbt` command."""

import json
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
        if request.get("parse"):
            code = dbt_in_two(request)
        else:
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
        with dial(path, number, name) as stream:
            os.dup2(stream.fileno(), descriptor)


def dial(path, number, name):
    """A connection to Weft, which hears first whose it is."""
    stream = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    stream.connect(path)
    stream.sendall(f"{number} {name}\n".encode())
    return stream


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


def dbt_in_two(request):
    """Parses with one invocation, tells Weft that the manifest is written, and carries out the command that Weft answers on that very manifest.

    Both through `dbtRunner`, dbt's public interface for programs: the project is parsed once. The artifacts are as those of the
    command alone: the manifest takes on the identity of the second invocation before it is written again.
    """
    from dbt.cli.main import dbtRunner

    forget_parent()
    talk = dial(request["stream"], request["id"], "talk")
    parsed = dbtRunner().invoke(list(request["parse"]))
    manifest = parsed.result
    if not parsed.success or manifest is None:
        return exit_code(parsed)
    argv = ask(talk)
    if argv is None:
        return 1
    return exit_code(dbtRunner(manifest=manifest, callbacks=[identify(manifest)]).invoke(argv))


def identify(manifest):
    """dbt stamps a manifest when it is parsed; what the second invocation writes must bear the second one's id, as its results do."""
    seen = []

    def hear(event):
        if seen:
            return
        seen.append(event.info.invocation_id)
        try:
            from dbt_common.invocation import get_invocation_id, get_invocation_started_at

            manifest.metadata.invocation_id = get_invocation_id()
            manifest.metadata.invocation_started_at = get_invocation_started_at()
        except ImportError:
            manifest.metadata.invocation_id = event.info.invocation_id

    return hear


def ask(talk):
    """The arguments of the command; None: Weft is gone, or wants nothing more."""
    talk.sendall(b"parsed\n")
    with talk, talk.makefile("r", encoding="utf-8") as answers:
        line = answers.readline()
    return json.loads(line)["argv"] if line else None


def exit_code(result):
    """As dbt's console script has it: 1 for results that are bad, 2 for a command that could not be carried out."""
    if result.success:
        return 0
    if result.exception is None:
        return 1
    if type(result.exception).__name__ == "DbtUsageException":
        print(result.exception, file=sys.stderr)
    return 2


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
