"""The `sqlfluff` command, which ends with Weft: see `lifeline.py`. The folder that it is started in does not come onto Python's path."""

import importlib.util
import os
import runpy
import sys

OWN_FOLDER = sys.path.pop(0)


def load(name):
    """Loads a module that lies beside this file without putting the folder on the path."""
    spec = importlib.util.spec_from_file_location(f"_weft_{name}", os.path.join(OWN_FOLDER, f"{name}.py"))
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


if __name__ == "__main__":
    load("lifeline").hold()
    runpy.run_module("sqlfluff", run_name="__main__", alter_sys=True)
