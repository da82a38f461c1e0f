"""The `dbt` command without a preloaded parent: what its console script does, for a venv whose scripts must not be relied on."""

import sys

sys.path.pop(0)
sys.argv[0] = "dbt"

from dbt.cli.main import cli  # noqa: E402

if __name__ == "__main__":
    sys.exit(cli(prog_name="dbt"))
