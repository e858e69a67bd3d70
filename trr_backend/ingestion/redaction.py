"""Cuts what was taken down out of what an upstream said, before it is kept.

People are cut out of every list that names them, facts out of the entity that has them,
names out of pages of wikis. What is left is verbatim but for the white space.
"""

import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import fields, replace
from functools import partial
from types import MappingProxyType
from typing import Any

from trr_backend.ingestion.imdb_questions import IMDB
from trr_backend.ingestion.imdb_redaction import without_people
from trr_backend.ingestion.wiki.redaction import without_names
from trr_backend.models.documents import Document
from trr_backend.models.overrides import fact_id
from trr_backend.models.people import PersonFacts
from trr_backend.models.seasons import EpisodeFacts, SeasonFacts
from trr_backend.models.shows import Entity, ShowFacts

IsSuppressed = Callable[[str, str], bool]
"""Tells of a kind (person, fact) and an id whether it was taken down."""

_PEOPLE = frozenset({"cast", "crew", "guest_stars", "created_by", "person_results"})
# What a key holds, itself or in a list.
_ENTITIES: Mapping[str, Entity] = MappingProxyType(
    {
        "seasons": "season",
        "episodes": "episode",
        "last_episode_to_air": "episode",
        "next_episode_to_air": "episode",
        "tv_results": "show",
        "tv_season_results": "season",
        "tv_episode_results": "episode",
        **dict.fromkeys(sorted(_PEOPLE), "person"),
    }
)
_OF_SEARCH: Mapping[str, Entity] = MappingProxyType({**_ENTITIES, "results": "show"})
_SEASON = re.compile(r"season/[0-9]+")
# A person's document lists works where others list people.
_ROOTS: Mapping[str, Entity] = MappingProxyType(
    {"tv": "show", "tv_part": "show", "tv_lang": "show", "person": "person"}
)
_FIELDS: Mapping[Entity, tuple[str, ...]] = MappingProxyType(
    {
        "show": tuple(one.name for one in fields(ShowFacts)),
        "season": tuple(one.name for one in fields(SeasonFacts)),
        "episode": tuple(one.name for one in fields(EpisodeFacts)),
        "person": tuple(one.name for one in fields(PersonFacts)),
    }
)
# Where the source's word for a field is another one.
_SAID_AS: Mapping[str, str] = MappingProxyType(
    {
        "origin_countries": "origin_country",
        "episode_run_times": "episode_run_time",
        "runtime_minutes": "runtime",
        "next_air_date": "next_episode_to_air",
    }
)
_HANDLE = "_handle"
_WIKIS = frozenset({"fandom", "wiki"})


def redacted(document: Document, is_suppressed: IsSuppressed) -> Document:
    """Return the document without what was taken down; itself where that is nothing."""
    if document.key.source == IMDB:
        left = without_people(document.body, partial(is_suppressed, "person"))
        return document if left is document.body else replace(document, body=left)
    if document.key.source in _WIKIS:
        return without_names(document, partial(is_suppressed, "person"))
    body = json.loads(document.body)
    root = _ROOTS.get(document.key.kind)
    searched = document.key.kind == "search_tv"
    cut = _Cut(is_suppressed, _OF_SEARCH if searched else _ENTITIES)
    if root == "person":
        cut.facts(body, root)
    else:
        cut.walk(body, root)
    if not cut.count:
        return document
    text = json.dumps(body, ensure_ascii=False, separators=(",", ":"))
    return replace(document, body=text.encode())


class _Cut:
    """One document being cut; `count` says how much was."""

    def __init__(
        self, is_suppressed: IsSuppressed, entities: Mapping[str, Entity]
    ) -> None:
        self._is_suppressed = is_suppressed
        self._entities = entities
        self.count = 0

    def walk(self, node: object, entity: Entity | None) -> None:
        """Cut an object, which is an `entity` if that is known, and all within it."""
        if not isinstance(node, dict):
            return
        if entity:
            self.facts(node, entity)
        for key, value in node.items():
            kind = "season" if _SEASON.fullmatch(key) else self._entities.get(key)
            if isinstance(value, list):
                if key in _PEOPLE:
                    self._people(value)
                for one in value:
                    self.walk(one, kind)
            else:
                self.walk(value, kind)

    def facts(self, node: object, entity: Entity) -> None:
        """Cut the facts of one entity that were taken down."""
        if not isinstance(node, dict) or "id" not in node:
            return
        for field in _FIELDS.get(entity, ()):
            if self._is_suppressed("fact", fact_id(entity, node["id"], field)):
                for place, key in _places(node, field):
                    if place.pop(key, None) is not None:
                        self.count += 1

    def _people(self, listed: list[Any]) -> None:
        kept = [one for one in listed if not self._is_taken_down(one)]
        self.count += len(listed) - len(kept)
        listed[:] = kept

    def _is_taken_down(self, one: object) -> bool:
        return (
            isinstance(one, dict)
            and "id" in one
            and self._is_suppressed("person", str(one["id"]))
        )


def _places(node: dict[str, Any], field: str) -> Iterator[tuple[dict[str, Any], str]]:
    """Yield where an entity says a field: itself, its handles, its translations."""
    key = _SAID_AS.get(field, field)
    yield node, key
    elsewhere = node.get("external_ids")
    if field.endswith(_HANDLE) and isinstance(elsewhere, dict):
        yield elsewhere, f"{field.removesuffix(_HANDLE)}_id"
    translations = node.get("translations")
    if isinstance(translations, dict):
        for one in translations.get("translations") or ():
            if isinstance(one, dict) and isinstance(one.get("data"), dict):
                yield one["data"], key
