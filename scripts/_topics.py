"""Topics as a person writes them: of shows and people by any id."""

from uuid import UUID

from scripts._decisions import known_show
from trr_backend.errors import InputError
from trr_backend.models.feed import CATALOG, RUNS
from trr_backend.models.person_ref import PersonRef
from trr_backend.models.selection import ShowRef
from trr_backend.models.source_ref import shown
from trr_backend.repositories import subjects
from trr_backend.repositories.db import Transaction

MOST_TOPICS = 1000


async def read_topics(tx: Transaction, text: str) -> frozenset[str]:
    """Return topics, commas between them in `text`, each with our id.

    Raises InputError for one that there is not.
    """
    words = [one.strip() for one in text.split(",") if one.strip()]
    if not words:
        raise InputError("no topic: --topics catalog tells of everything")
    if len(words) > MOST_TOPICS:
        raise InputError(f"more than {MOST_TOPICS} topics; `catalog` has them all")
    return frozenset([await _topic(tx, word) for word in words])


async def _topic(tx: Transaction, word: str) -> str:
    kind, _, named = word.partition(":")
    if word in {CATALOG, RUNS}:
        return word
    if kind == "show" and named:
        show = await known_show(tx, ShowRef.parse(named))
        return f"show:{show.id}"
    if kind == "person" and named:
        return f"person:{await _person(tx, PersonRef.parse(named))}"
    if kind == "run" and _is_uuid(named):
        return f"run:{UUID(named)}"
    raise InputError(
        f"{shown(word)} is no topic: there are catalog, show:ID, person:ID, runs and "
        "run:UUID"
    )


async def _person(tx: Transaction, ref: PersonRef) -> UUID:
    found = await subjects.find_person(tx, ref)
    if found is None:
        raise InputError(f"no person {ref} in the catalogue")
    return found.id


def _is_uuid(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True
