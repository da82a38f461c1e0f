"""Generates the TPC-H tables with `tpchgen-cli` and loads them, with an audit of the load, into one schema of a DuckDB file.

Run it with a Python that has `duckdb` (below 2, so that every reader of the file understands its format) and `tpchgen-cli`:

    python load_tpch.py --database mesh.duckdb [--scale 0.1] [--schema tpch] [--tpchgen PATH]

Every line on stdout is a JSON object with an `event`: `generating`, `generated`, `loaded` (a table, its rows), `done`, or `failed`
with a `message` for a person. Exit status: 0 done, 1 failed, 2 wrong arguments. The same scale always gives the same rows. All tables
and the audit become visible in one transaction: a reader sees the old load or the new one, never a mixture, and a load that is killed
leaves the old one.
"""

import argparse
import json
import shutil
import signal
import subprocess
import sys
import time
from datetime import datetime, timezone
from pathlib import Path

TABLES = ("region", "nation", "customer", "supplier", "part", "partsupp", "orders", "lineitem")


class LoadError(Exception):
    """The load cannot go on, and the text says to a person why and what to do."""


def main():
    arguments = parse_arguments()
    # As an exception, so that the generator and its folder go too.
    signal.signal(signal.SIGTERM, lambda number, frame: sys.exit(128 + number))
    started = time.monotonic()
    try:
        rows = load(arguments)
    except LoadError as error:
        say("failed", message=str(error))
        return 1
    say("done", database=str(arguments.database), schema=arguments.schema, rows=rows, seconds=seconds_since(started))
    return 0


def load(arguments):
    """Opens the database first: a load that cannot write should not work for minutes, and its lock keeps other loads out of the folder.

    The folder is beside the database, since the system's temporary one may be small. Returns the rows loaded in all.
    """
    duckdb = import_duckdb()
    executable = find_tpchgen(arguments.tpchgen)
    folder = arguments.database.with_name(f".{arguments.database.name}.loading")
    try:
        arguments.database.parent.mkdir(parents=True, exist_ok=True)
        with duckdb.connect(str(arguments.database)) as connection:
            shutil.rmtree(folder, ignore_errors=True)
            try:
                generate(executable, arguments.scale, folder)
                return write_tables(connection, arguments, folder)
            finally:
                shutil.rmtree(folder, ignore_errors=True)
    except (OSError, duckdb.Error) as error:
        raise LoadError(f"{arguments.database} cannot be written: {error}") from error


def generate(executable, scale, folder):
    say("generating", scale=scale)
    started = time.monotonic()
    command = [executable, "parquet", "--scale-factor", str(scale), "--output-dir", str(folder), "--quiet"]
    result = subprocess.run(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
    if result.returncode != 0:
        raise LoadError(f"tpchgen-cli ended with status {result.returncode}: {result.stderr.strip()}")
    say("generated", scale=scale, seconds=seconds_since(started))


def write_tables(connection, arguments, folder):
    schema = quote(arguments.schema)
    connection.execute("begin transaction")
    connection.execute(f"create schema if not exists {schema}")
    connection.execute(
        f"create or replace table {schema}.load_audit (table_name varchar, row_count bigint, scale_factor double, loaded_at timestamp)"
    )
    rows = sum(write_table(connection, schema, table, folder, arguments.scale) for table in TABLES)
    connection.execute("commit")
    return rows


def write_table(connection, schema, table, folder, scale):
    """Loads one table and its line of the audit, whose time is in UTC without a zone, as dbt reads times without one."""
    started = time.monotonic()
    path = str(folder / f"{table}.parquet").replace("'", "''")
    connection.execute(f"create or replace table {schema}.{table} as select * from read_parquet('{path}')")
    rows = connection.execute(f"select count(*) from {schema}.{table}").fetchone()[0]
    loaded_at = datetime.now(timezone.utc).replace(tzinfo=None)
    connection.execute(f"insert into {schema}.load_audit values (?, ?, ?, ?)", [table, rows, scale, loaded_at])
    say("loaded", table=table, rows=rows, seconds=seconds_since(started))
    return rows


def find_tpchgen(given):
    """Beside this Python first: there the version is the one that was provisioned with it."""
    beside = Path(sys.executable).parent
    found = given or shutil.which("tpchgen-cli", path=str(beside)) or shutil.which("tpchgen-cli")
    if not found or not Path(found).is_file():
        where = given or f"{beside} or on the PATH"
        raise LoadError(
            f"tpchgen-cli was not found: looked for {where}. It makes the demo's data: "
            f"install it with `{sys.executable} -m pip install tpchgen-cli`, or name it with --tpchgen."
        )
    return found


def import_duckdb():
    try:
        import duckdb
    except ImportError as error:
        raise LoadError(
            f"{sys.executable} has no duckdb: install it with `{sys.executable} -m pip install 'duckdb<2'`."
        ) from error
    return duckdb


def parse_arguments():
    parser = argparse.ArgumentParser(description="Loads the TPC-H tables into a DuckDB file.")
    parser.add_argument("--database", required=True, type=Path, help="the DuckDB file; made when it is not there")
    parser.add_argument("--scale", default=0.1, type=positive_number, help="TPC-H scale factor (default 0.1: 866,602 rows)")
    parser.add_argument("--schema", default="tpch", help="schema that gets the tables (default tpch)")
    parser.add_argument("--tpchgen", help="path of tpchgen-cli (default: beside this Python, then the PATH)")
    return parser.parse_args()


def positive_number(text):
    number = float(text)
    if not 0 < number < float("inf"):
        raise argparse.ArgumentTypeError("must be above 0")
    return number


def quote(identifier):
    return '"' + identifier.replace('"', '""') + '"'


def seconds_since(started):
    return round(time.monotonic() - started, 3)


def say(event, **facts):
    print(json.dumps({"event": event, **facts}), flush=True)


if __name__ == "__main__":
    sys.exit(main())
