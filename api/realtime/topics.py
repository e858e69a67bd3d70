"""Topics as clients name them, and as events do: by uuid."""

from collections.abc import Iterable
from uuid import UUID

from api.parameters import show_named
from api.people_parameters import person_named
from trr_backend.models.feed import CATALOG, RUNS
from trr_backend.models.source_ref import shown
from trr_backend.repositories.catalogue.reading import Site
from trr_backend.repositories.catalogue.topics import load_person_id, load_show_id
from trr_backend.repositories.db import Transaction


class UnknownTopic(Exception):
    """A name that is no topic, or that of nobody; says so in words."""

    def __init__(self, said: str, *, is_nobody: bool = False) -> None:
        super().__init__(said)
        self.is_nobody = is_nobody


async def load_topics(tx: Transaction, names: Iterable[str], site: Site) -> list[str]:
    """Return topics, each as events have it, by uuid. Raises UnknownTopic."""
    return [await load_topic(tx, name, site) for name in names]


async def load_topic(tx: Transaction, name: str, site: Site) -> str:
    """Return one topic with its uuid. Raises UnknownTopic."""
    if name in (CATALOG, RUNS):
        return name
    kind, _, text = name.partition(":")
    try:
        found = await _load_id(tx, kind, text, site)
    except ValueError as error:
        raise UnknownTopic(f"{shown(name)}: {error}") from None
    if found is None:
        raise UnknownTopic(f"there is no {shown(name)}", is_nobody=True)
    return f"{kind}:{found}"


async def _load_id(tx: Transaction, kind: str, text: str, site: Site) -> UUID | None:
    match kind:
        case "show":
            return await load_show_id(tx, show_named(text), private=site.private)
        case "person":
            return await load_person_id(tx, person_named(text), private=site.private)
        case "run":
            return _run_id(text)
        case _:
            raise ValueError(
                "follow catalog, show:{id} or person:{id}; admins runs or run:{id}"
            )


def _run_id(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise ValueError("give the uuid of a run, as /api/v1/runs has it") from None
