"""What the parent does before it forks: imports the engine, and fills the caches that every dbt command would fill again."""

import importlib
import os
import sys
import tempfile

# Imported by dbt only when a command is already running. A name that this version does not have is skipped.
LATE_MODULES = """
dbt.task.build dbt.task.clean dbt.task.clone dbt.task.compile dbt.task.debug dbt.task.deps dbt.task.docs.generate dbt.task.freshness
dbt.task.list dbt.task.retry dbt.task.run dbt.task.run_operation dbt.task.seed dbt.task.show dbt.task.snapshot dbt.task.test
dbt.adapters.__about__ dbt_common.clients.agate_helper agate babel.dates jinja2 networkx sqlparse multiprocessing.dummy _strptime dbt_weft
""".split()

LATE_MODULES_OF_ADAPTERS = {
    "duckdb": ["duckdb", "dbt.adapters.duckdb.environments.local"],
    "postgres": ["psycopg2"],
}

PROJECT = """\
name: weft_warm
version: "1.0"
profile: weft_warm
flags: {send_anonymous_usage_stats: false}
"""

PROFILES = {
    "duckdb": "{type: duckdb, path: ':memory:', schema: main, threads: 1}",
    "postgres": "{type: postgres, host: localhost, port: 5432, user: warm, password: warm, dbname: warm, schema: warm, threads: 1}",
}

PROPERTIES = """\
sources:
  - name: outside
    tables: [{name: things}]
models:
  - name: second
    columns: [{name: id, data_tests: [not_null]}]
"""


def import_engine(adapters):
    import dbt.cli.main  # noqa: F401

    for name in [*LATE_MODULES, *(f"dbt.adapters.{adapter}" for adapter in adapters)]:
        import_if_there(name)
    for adapter in adapters:
        for name in LATE_MODULES_OF_ADAPTERS.get(adapter, []):
            import_if_there(name)
    close_default_duckdb()


def import_if_there(name):
    try:
        importlib.import_module(name)
    except ImportError as error:
        print(f"not preloaded: {error}", file=sys.stderr)


def close_default_duckdb():
    """Importing duckdb opens a database of its own, with a thread that a fork would lose. It opens again when it is asked for."""
    duckdb = sys.modules.get("duckdb")
    if duckdb is not None:
        duckdb.default_connection().close()


def warm(adapters):
    """Lists a tiny project in this process: that compiles dbt's serializers, JSON schemas and templates, and needs no warehouse.

    `--no-static-parser`, because the static parser starts a pool of threads that would not be there after a fork.
    """
    before = os.getcwd()
    saved = os.dup(1)
    null = os.open(os.devnull, os.O_WRONLY)
    os.dup2(null, 1)
    try:
        for adapter in adapters:
            if adapter in PROFILES:
                with tempfile.TemporaryDirectory(prefix="weft-warm-") as folder:
                    list_tiny_project(folder, adapter)
    except Exception as error:  # a parent that is not warm only answers more slowly
        print(f"not warm: {error!r}", file=sys.stderr)
    finally:
        sys.stdout.flush()
        os.dup2(saved, 1)
        os.close(saved)
        os.close(null)
        os.chdir(before)
        forget()


def list_tiny_project(folder, adapter):
    from dbt.cli.main import dbtRunner

    write(folder, "dbt_project.yml", PROJECT)
    write(folder, "profiles.yml", f"weft_warm: {{target: warm, outputs: {{warm: {PROFILES[adapter]}}}}}\n")
    write(folder, "models/first.sql", "select 1 as id from {{ source('outside', 'things') }}")
    write(folder, "models/second.sql", "{{ config(materialized='table') }} select * from {{ ref('first') }}")
    write(folder, "models/properties.yml", PROPERTIES)
    os.chdir(folder)
    options = ["--profiles-dir", folder, "--no-static-parser", "--no-use-colors", "--no-send-anonymous-usage-stats"]
    logs = ["--log-format", "json", "--log-level", "debug", "--log-level-file", "none"]
    result = dbtRunner().invoke(["list", *options, *logs])
    if not result.success:
        print(f"not warm for {adapter}: {result.exception!r}", file=sys.stderr)


def write(folder, name, text):
    path = os.path.join(folder, name)
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "w", encoding="utf-8") as file:
        file.write(text)


def forget():
    """Takes back what the tiny project left in the process, so that a child begins as a fresh `dbt` does. A version without a name has no such trace."""
    call("dbt.adapters.factory", lambda module: module.reset_adapters())
    call("dbt_common.events.event_manager_client", lambda module: module.cleanup_event_logger())
    call("dbt.plugins", lambda module: setattr(module, "PLUGIN_MANAGER", None))
    call("dbt.deprecations", lambda module: module.reset_deprecations())
    call("dbt.utils.artifact_upload", lambda module: module.PRODUCED_ARTIFACTS_PATHS.clear())


def call(name, take_back):
    try:
        take_back(importlib.import_module(name))
    except (ImportError, AttributeError) as error:
        print(f"not taken back: {error}", file=sys.stderr)
