"""Written maps, the lowest first, made into the one that is used."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from typing import Any, get_args

import msgspec

from trr_backend.errors import ConfigError
from trr_backend.ingestion.wiki.accounts import ACCOUNT_FIELDS
from trr_backend.ingestion.wiki.maps.template_map import (
    ColumnRole,
    FieldRule,
    KindMarks,
    SectionRule,
    TemplateMap,
    Word,
    key,
    keys,
)
from trr_backend.ingestion.wiki.maps.written import (
    KINDS,
    Titles,
    WrittenField,
    WrittenMap,
)
from trr_backend.models.wiki import WikiEntity

# Raised with every change of what the code makes of a page and its map.
_CODE = 2
_ROLES: Mapping[str, ColumnRole] = {role: role for role in get_args(ColumnRole)}
_WORDS: tuple[Word, ...] = get_args(Word)

Layers = Sequence[tuple[Path, WrittenMap]]
"""Maps with the files that they came from; each is laid over those before it."""


def merged(wiki_name: str, layers: Layers) -> TemplateMap:
    """Return the map in use. Raises ConfigError, naming the file and the field."""
    written = [one for _, one in layers]
    return TemplateMap(
        wiki=wiki_name,
        version=_version(written),
        marks={kind: _marks(kind, written) for kind in KINDS},
        season_named_by=_best_first(one.named_by.season for one in written),
        show_named_by=_best_first(one.named_by.show for one in written),
        fields={kind: _fields(kind, layers) for kind in KINDS},
        sections=_sections(layers),
        columns=_columns(layers),
        titles=_titles(written),
        words=_words(written),
    )


def _version(written: Sequence[WrittenMap]) -> int:
    digest = sha256(msgspec.json.encode([_CODE, written])).digest()
    return int.from_bytes(digest[:4], "big") >> 1


def _marks(kind: WikiEntity, written: Sequence[WrittenMap]) -> KindMarks:
    marks = [getattr(one.marks, kind) for one in written]
    return KindMarks(
        templates=frozenset(name for one in marks for name in keys(one.templates)),
        names=frozenset(name for one in marks for name in keys(one.names)),
    )


def _best_first(written: Iterable[tuple[str, ...]]) -> tuple[str, ...]:
    """Return names of all layers, those of the last one first."""
    layers = list(written)
    return keys(name for names in reversed(layers) for name in names)


def _fields(kind: WikiEntity, layers: Layers) -> Mapping[str, FieldRule]:
    meanings: dict[str, str] = {}
    rules: dict[str, FieldRule] = {}
    for path, written in layers:
        fields: Mapping[str, WrittenField] = getattr(written, kind)
        for field, said in fields.items():
            rules[field] = _rule(path, kind, rules.get(field, FieldRule(field)), said)
        for name in keys(getattr(written.ignored, kind)):
            meanings.pop(name, None)
        names = {f"{kind}.{field}": said.names for field, said in fields.items()}
        for name, where in _claimed(path, names).items():
            meanings[name] = where.partition(".")[2]
    return {name: rules[field] for name, field in meanings.items()}


def _rule(
    path: Path, kind: WikiEntity, below: FieldRule, said: WrittenField
) -> FieldRule:
    if said.type == "handle" and below.field not in ACCOUNT_FIELDS:
        known = ", ".join(ACCOUNT_FIELDS)
        raise ConfigError(
            f"{path}: {kind}.{below.field}.type: a handle is one of {known}"
        )
    return replace(below, **_given(said, "names"))


def _given(said: msgspec.Struct, apart: str) -> dict[str, Any]:
    """Return the settings that a file makes, without its names."""
    settings = msgspec.structs.asdict(said)
    del settings[apart]
    return {name: value for name, value in settings.items() if value is not None}


def _sections(layers: Layers) -> Mapping[str, SectionRule]:
    meanings: dict[str, str] = {}
    rules: dict[str, SectionRule] = {}
    for path, written in layers:
        for field, said in written.sections.items():
            below = rules.get(field, SectionRule(field))
            rules[field] = replace(below, **_given(said, "headings"))
        headings = {
            f"sections.{field}": said.headings
            for field, said in written.sections.items()
        }
        for heading, where in _claimed(path, headings).items():
            meanings[heading] = where.partition(".")[2]
    return {heading: rules[field] for heading, field in meanings.items()}


def _columns(layers: Layers) -> Mapping[str, ColumnRole]:
    roles: dict[str, ColumnRole] = {}
    for path, written in layers:
        named = {
            f"columns.{role}": names
            for role, names in msgspec.structs.asdict(written.columns).items()
        }
        for name, where in _claimed(path, named).items():
            roles[name] = _ROLES[where.partition(".")[2]]
    return roles


def _titles(written: Sequence[WrittenMap]) -> Titles:
    titles = Titles()
    for one in written:
        said = msgspec.structs.asdict(one.titles)
        changes = {part: patterns for part, patterns in said.items() if patterns}
        titles = msgspec.structs.replace(titles, **changes)
    return titles


def _words(written: Sequence[WrittenMap]) -> Mapping[str, frozenset[Word]]:
    found: dict[str, set[Word]] = {}
    for one in written:
        for meaning in _WORDS:
            for word in getattr(one.words, meaning):
                found.setdefault(key(word) or word, set()).add(meaning)
    return {word: frozenset(meanings) for word, meanings in found.items()}


def _claimed(path: Path, named: Mapping[str, Iterable[str]]) -> dict[str, str]:
    """Return what each compared name of one file means.

    Raises ConfigError where it means two things.
    """
    claims: dict[str, str] = {}
    for where, names in named.items():
        for name in keys(names):
            other = claims.setdefault(name, where)
            if other != where:
                raise ConfigError(f"{path}: {where}: {other} has the name {name}, too")
    return claims
