"""Cross-project refs for dbt Core. dbt finds this module by its name and takes its plugins from `plugins`."""

from dbt_weft.plugin import WeftMesh

plugins = [WeftMesh]
