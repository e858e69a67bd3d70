"""Template maps: what the parameters, headings and columns of a wiki mean.

A map is a TOML file named after its wiki. It says only what differs from default.toml,
over which it is laid: names are added to a field (and taken from any other that had
them), settings and patterns of titles replace those below. The files of TRR_WIKI_MAPS
come last. docs/decisions/0037 has the fields.
"""

import re
from pathlib import Path

from trr_backend.errors import ConfigError
from trr_backend.ingestion.wiki.maps.merging import merged
from trr_backend.ingestion.wiki.maps.template_map import FieldRule, TemplateMap, key
from trr_backend.ingestion.wiki.maps.written import read_map

__all__ = ["FieldRule", "TemplateMap", "key", "load_map", "map_version"]

_OURS = Path(__file__).parent
_DEFAULT = "default.toml"
_NOT_IN_FILE_NAMES = re.compile(r"[^a-z0-9.-]+")


def load_map(wiki_name: str, folder: Path | None = None) -> TemplateMap:
    """Return the map of a wiki; `folder` holds further ones, which win.

    Raises ConfigError, naming the file and the field that are wrong.
    """
    if folder is not None and not folder.is_dir():
        raise ConfigError(f"TRR_WIKI_MAPS names no folder: {folder}")
    folders = [one for one in (_OURS, folder) if one is not None]
    name = map_file_name(wiki_name)
    paths = [one / file for file in (_DEFAULT, name) for one in folders]
    return merged(wiki_name, [(one, read_map(one)) for one in paths if one.is_file()])


def map_file_name(wiki_name: str) -> str:
    """Return the name of the file that a wiki's map has.

    >>> map_file_name("survivor"), map_file_name("survivor/de")
    ('survivor.toml', 'survivor_de.toml')
    """
    return _NOT_IN_FILE_NAMES.sub("_", wiki_name.lower()) + ".toml"


def map_version(template_map: TemplateMap) -> int:
    """Return a number of 31 bits that changes when the map or its code does."""
    return template_map.version
