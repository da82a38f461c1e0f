"""The `dbt` command without a preloaded parent: what its console script does, for a venv whose scripts must not be relied on.

Started with `WEFT_LIFELINE=1`, it ends with Weft: see `lifeline.py`.
"""

import importlib.util
import os
import sys

OWN_FOLDER = sys.path.pop(0)
sys.argv[0] = "dbt"


def load(name):
    """Loads a module that lies beside this file without putting the folder on the path."""
    spec = importlib.util.spec_from_file_location(f"_weft_{name}", os.path.join(OWN_FOLDER, f"{name}.py"))
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


if os.environ.pop("WEFT_LIFELINE", None) == "1":
    load("lifeline").hold()

from dbt.cli.main import cli  # noqa: E402

if __name__ == "__main__":
    sys.exit(cli(prog_name="dbt"))
