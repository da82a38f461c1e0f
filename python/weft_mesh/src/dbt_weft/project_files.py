"""Finds a project's text files and what it declares, in the folders that dbt itself reads and in no others."""

import difflib
import os
from dataclasses import dataclass

import yaml

from dbt_weft.publications import PublicationError

Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

# Where dbt looks for files that can hold a ref, and what the folder is called when the project does not say.
PATHS = {
    "model-paths": "models",
    "macro-paths": "macros",
    "test-paths": "tests",
    "snapshot-paths": "snapshots",
    "analysis-paths": "analyses",
    "seed-paths": "seeds",
    "function-paths": "functions",
}
# Whose files are named as what they define.
RESOURCE_PATHS = ("model-paths", "snapshot-paths")
SUFFIXES = (".sql", ".py", ".yml", ".yaml")
SKIPPED_FOLDERS = {"__pycache__", "node_modules", "target", "logs"}


@dataclass
class TextFile:
    path: str
    # Of the project itself, not of a package.
    is_own: bool
    # The model or snapshot that it defines; None: it defines none, or its name does not say.
    resource: str | None


@dataclass
class Project:
    folder: str
    settings: dict
    # Upstream projects of dependencies.yml: name -> line.
    declared: dict[str, int]

    def text_files(self):
        """Every file with refs of this project and of the packages installed in it, each once."""
        seen = set()
        for root in [self.folder, *self.package_folders()]:
            is_own = root == self.folder
            settings = self.settings if is_own else read_yaml(os.path.join(root, "dbt_project.yml"))
            yield TextFile(os.path.join(root, "dbt_project.yml"), is_own, None)
            for folder, has_resources in source_folders(root, settings):
                for path in files_in(folder, seen):
                    name, suffix = os.path.splitext(os.path.basename(path))
                    is_resource = has_resources and suffix in (".sql", ".py")
                    yield TextFile(path, is_own, name if is_resource else None)

    def package_folders(self) -> list:
        place = str(self.settings.get("packages-install-path") or "dbt_packages")
        folder = os.path.join(self.folder, place)
        try:
            names = sorted(os.listdir(folder))
        except (FileNotFoundError, NotADirectoryError):
            return []
        return [os.path.join(folder, name) for name in names if os.path.isfile(os.path.join(folder, name, "dbt_project.yml"))]

    def require_publications(self, publications: dict, references, folder: str) -> None:
        """A declared project without a publication is an error, unless there are none at all and nothing refers to it."""
        for name, line in self.declared.items():
            if name in publications or not (publications or name in references.packages):
                continue
            nearest = difflib.get_close_matches(name.lower(), [other.lower() for other in publications], 1, 0.6)
            meant = next((other for other in publications if nearest and other.lower() == nearest[0]), None)
            hint = f' Did you mean "{meant}"? Names are case-sensitive.' if meant else ""
            found = f" It has {', '.join(sorted(publications))}." if publications else " It has none."
            raise PublicationError(
                f'project "{name}" is declared in dependencies.yml (line {line}), but there is no publication of it in {folder}.{found}{hint}'
                " Get its publication: it exists once the project has public models and a successful production run."
            )


def read_project(folder: str) -> Project:
    return Project(folder, read_yaml(os.path.join(folder, "dbt_project.yml")), declared_projects(os.path.join(folder, "dependencies.yml")))


def declared_projects(path: str) -> dict:
    try:
        with open(path, encoding="utf-8") as file:
            root = yaml.compose(file, Loader=Loader)
    except (FileNotFoundError, yaml.YAMLError, UnicodeDecodeError):
        return {}  # dbt has said or will say what is wrong with the file
    declared = {}
    for item in value_of(root, "projects", yaml.SequenceNode):
        for key, value in item.value if isinstance(item, yaml.MappingNode) else []:
            if key.value == "name" and isinstance(value, yaml.ScalarNode):
                declared[str(value.value)] = item.start_mark.line + 1
    return declared


def value_of(root, name: str, kind) -> list:
    if not isinstance(root, yaml.MappingNode):
        return []
    return next((value.value for key, value in root.value if key.value == name and isinstance(value, kind)), [])


def read_yaml(path: str) -> dict:
    try:
        with open(path, encoding="utf-8") as file:
            content = yaml.load(file, Loader=Loader)
    except (FileNotFoundError, yaml.YAMLError, UnicodeDecodeError):
        return {}
    return content if isinstance(content, dict) else {}


def source_folders(root: str, settings: dict) -> list:
    """Folders with whether their files are named as what they define."""
    folders = {}
    for key, usual in PATHS.items():
        paths = settings.get(key, [usual])
        for path in paths if isinstance(paths, list) else [paths]:
            if "{{" in str(path):
                return [(root, False)]  # computed: only dbt knows which folder it is
            folder = os.path.normpath(os.path.join(root, str(path)))
            folders[folder] = folders.get(folder, True) and key in RESOURCE_PATHS
    return sorted(folders.items())


def files_in(folder: str, seen: set):
    try:
        entries = list(os.scandir(folder))
    except (FileNotFoundError, NotADirectoryError, PermissionError):
        return
    for entry in entries:
        if entry.name.endswith(SUFFIXES):
            if entry.path not in seen:
                seen.add(entry.path)
                yield entry.path
        elif "." not in entry.name and entry.name not in SKIPPED_FOLDERS and entry.is_dir():
            yield from files_in(entry.path, seen)
