"""Chooses which public models dbt gets to know: those the project refers to, since each costs time in every command."""

from dbt_common.events.functions import fire_event
from dbt_common.events.types import Note
from dbt_common.events.base_types import EventLevel


def choose_models(publications: dict, references, declared) -> list:
    """All versions of a model come together: which one is meant is for dbt to decide."""
    chosen = []
    for project, models in publications.items():
        wanted = wanted_names(project, models, references, project in declared or project in references.packages)
        chosen.extend(model for model in models.values() if model["name"] in wanted)
    return chosen


def wanted_names(project: str, models: dict, references, is_meant: bool) -> set:
    """`is_meant`: the project is declared or named in a ref, so that a name alone may mean one of its models."""
    names = {model["name"] for model in models.values()}
    wanted = {model for package, model in references.pairs if package in (project, None)} & names
    if is_meant:
        wanted |= names & references.names
        if references.words is not None:
            wanted |= names & references.words
    for computed in references.computed:
        if computed.package in (project, None):
            found = {name for name in names if all(piece in name for piece in computed.pieces)}
            tell(f"weft-mesh: {len(found)} public models of {project} are added, because {computed.file} computes the name of one.")
            wanted |= found
    return wanted


def tell(message: str) -> None:
    fire_event(Note(msg=message), level=EventLevel.DEBUG)
