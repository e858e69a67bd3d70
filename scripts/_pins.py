"""Which picture of what is meant, where a person chooses the one to show first."""

from collections.abc import Mapping
from types import MappingProxyType

from scripts._picture_names import picture_named
from trr_backend.errors import InputError
from trr_backend.models.media import PictureKind
from trr_backend.models.shows import Entity
from trr_backend.repositories import pins
from trr_backend.repositories.columns import Subject
from trr_backend.repositories.db import Transaction
from trr_backend.repositories.pins import ListedPicture

_MOST_NAMED = 10
_KINDS: Mapping[Entity, tuple[PictureKind, ...]] = MappingProxyType(
    {
        "show": ("poster", "backdrop", "logo"),
        "season": ("poster",),
        "episode": ("still",),
        "person": ("photo",),
    }
)
KINDS: tuple[PictureKind, ...] = ("poster", "backdrop", "logo", "still", "photo")


def check_kind(entity: Entity, kind: PictureKind) -> None:
    """Raise InputError where an entity has no pictures of a kind."""
    kinds = _KINDS.get(entity, ())
    if kind not in kinds:
        has = f"it has {' and '.join(f'{one}s' for one in kinds)}" if kinds else "none"
        raise InputError(f"a {entity} has no {kind}s: {has}")


async def find_picture(
    tx: Transaction, subject: Subject, kind: PictureKind, text: str
) -> ListedPicture:
    """Return the picture that is meant. Raises InputError, naming some there are."""
    wanted = picture_named(text)
    listed = await pins.load_listed(tx, subject, kind)
    found = pins.matching(listed, wanted.sha256, wanted.path, wanted.address)
    if found is None:
        raise InputError(f"{subject.label} has no {kind} {wanted}{_named(listed)}")
    return found


def _named(listed: list[ListedPicture]) -> str:
    if not listed:
        return ", nor any other; `trr sync all` lists pictures"
    first = "; ".join(map(str, listed[:_MOST_NAMED]))
    further = len(listed) - _MOST_NAMED
    return f"; there are {first}{f' and {further} more' if further > 0 else ''}"
