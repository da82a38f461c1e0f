"""Prints the options of every command of the dbt that runs it, for dbt/command/command-table.gen.ts: one line each, `command|names|takes|choices|many`."""
import click
from dbt.cli.main import cli

TAKES = {"IntParamType": "int", "YAML": "mapping", "WarnErrorOptionsType": "mapping", "DateTime": "date", "Choice": "choice", "ChoiceTuple": "choice"}


def walk(command, path):
    if not isinstance(command, click.Group) or not path:
        for option in command.params:
            if not isinstance(option, click.Option):
                continue
            kind = type(option.type).__name__
            takes = "nothing" if option.is_flag or option.count else TAKES.get(kind, "text")
            names = " ".join(sorted({*option.opts, *option.secondary_opts}))
            choices = " ".join(getattr(option.type, "choices", None) or [])
            many = type(option).__name__ == "MultiOption"
            print("|".join([" ".join(path), names, takes, choices, "true" if many else "false"]))
    if isinstance(command, click.Group):
        for name, member in command.commands.items():
            walk(member, [*path, name])


walk(cli, [])
