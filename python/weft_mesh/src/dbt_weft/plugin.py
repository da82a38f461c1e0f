"""The dbt plugin: offers dbt the public models of other projects that this project refers to."""

import os

from dbt.flags import get_flags
from dbt.plugins import dbt_hook, dbtPlugin
from dbt.plugins.manifest import ModelNodeArgs, PluginNodes

from dbt_weft.choose_models import choose_models
from dbt_weft.project_files import read_project
from dbt_weft.publications import read_publications, timestamp
from dbt_weft.references import scan

FOLDER_VARIABLE = "DBT_CLOUD_PUBLICATIONS_DIR"


class WeftMesh(dbtPlugin):
    @dbt_hook
    def get_nodes(self) -> PluginNodes:
        """Called by dbt once per command that parses, also when it parses partially. What it raises stops dbt with the message."""
        nodes = PluginNodes()
        folder = os.environ.get(FOLDER_VARIABLE, "")
        if not folder:
            return nodes
        publications = read_publications(folder, without=self.project_name)
        project = read_project(project_folder())
        if not publications and not project.declared:
            return nodes
        references = scan(project.text_files())
        project.require_publications(publications, references, folder)
        chosen = choose_models(publications, references, project.declared)
        for model in chosen:
            nodes.add_model(node_args(model, chosen))
        return nodes


def project_folder() -> str:
    return getattr(get_flags(), "PROJECT_DIR", None) or os.getcwd()


def node_args(model: dict, chosen: list) -> ModelNodeArgs:
    # dbt refuses a graph that names a node which is not in it.
    present = {other["unique_id"] for other in chosen}
    return ModelNodeArgs(
        name=model["name"],
        package_name=model["package_name"],
        identifier=model["identifier"],
        schema=model["schema"],
        database=model.get("database"),
        relation_name=model.get("relation_name"),
        version=model.get("version"),
        latest_version=model.get("latest_version"),
        deprecation_date=timestamp(model.get("deprecation_date"), naive=False),
        access="public",
        depends_on_nodes=[name for name in model.get("public_node_dependencies") or [] if name in present],
        **made_at(model),
    )


def made_at(model: dict) -> dict:
    generated_at = timestamp(model.get("generated_at"), naive=True)
    return {} if generated_at is None else {"generated_at": generated_at}
