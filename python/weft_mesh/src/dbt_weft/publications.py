"""Reads publication files: what other projects offer, one JSON file a project."""

import json
import os
from datetime import datetime, timezone

REQUIRED = ("name", "package_name", "unique_id", "identifier", "schema")


class PublicationError(Exception):
    pass


def read_publications(folder: str, without: str) -> dict:
    """`{project name: {unique_id: model}}` of every `*.json` in the folder, the project itself left out; none when there is no folder."""
    publications = {}
    for path in publication_files(folder):
        name, models = read_publication(path)
        if name != without:
            publications[name] = models
    return publications


def publication_files(folder: str) -> list:
    try:
        names = sorted(os.listdir(folder))
    except FileNotFoundError:
        return []
    except NotADirectoryError:
        raise PublicationError(f"{folder} is not a folder: DBT_CLOUD_PUBLICATIONS_DIR must name one that holds <project>.json files")
    return [os.path.join(folder, name) for name in names if name.endswith(".json")]


def read_publication(path: str) -> tuple:
    try:
        with open(path, encoding="utf-8") as file:
            content = json.load(file)
    except (ValueError, UnicodeDecodeError) as error:
        raise PublicationError(f"the publication {path} is not readable as JSON: {error}. Get it again.")
    if not isinstance(content, dict):
        raise not_a_publication(path, "it holds no JSON object")
    name, models = content.get("project_name"), content.get("public_models")
    if not isinstance(name, str) or not name:
        raise not_a_publication(path, "it has no project_name")
    if not isinstance(models, dict):
        raise not_a_publication(path, "it has no public_models")
    for unique_id, model in models.items():
        missing = [key for key in REQUIRED if not isinstance(model, dict) or not isinstance(model.get(key), str)]
        if missing:
            raise not_a_publication(path, f"{unique_id} has no {missing[0]}")
    return name, models


def not_a_publication(path: str, why: str) -> PublicationError:
    return PublicationError(f"{path} is not a publication: {why}. Get it again, and keep only what is under \"data\".")


def timestamp(text, naive: bool):
    """dbt compares deprecation dates with times that know their zone, and writes `generated_at` without one: both mean UTC here."""
    if not isinstance(text, str) or not text:
        return None
    try:
        # Python 3.10 does not know the letter Z, nor fractions of other than 3 or 6 digits.
        whole, zone = (text[:-1], "+00:00") if text.endswith(("Z", "z")) else (text, "")
        at = datetime.fromisoformat(shorten_fraction(whole) + zone)
    except ValueError:
        return None
    at = at.replace(tzinfo=timezone.utc) if at.tzinfo is None else at.astimezone(timezone.utc)
    return at.replace(tzinfo=None) if naive else at


def shorten_fraction(text: str) -> str:
    head, dot, fraction = text.partition(".")
    return f"{head}.{fraction[:6].ljust(6, '0')}" if dot and fraction.isdigit() else text
