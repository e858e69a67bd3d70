"""The shape of TMDb's lists of what its editors changed.

`/tv/changes` and `/person/changes` name ids only, 100 a page.
"""

from msgspec import Struct

from trr_backend.integrations.tmdb.decoding import decoder


class ChangedId(Struct, frozen=True, kw_only=True):
    """Something that was changed, by its TMDb id."""

    id: int


class ChangesAnswer(Struct, frozen=True, kw_only=True):
    """One page; pages count from 1."""

    results: list[ChangedId] | None
    total_pages: int
    page: int | None = None
    total_results: int | None = None


_changes = decoder(ChangesAnswer)


def decode_changes(body: bytes, url: str = "") -> ChangesAnswer:
    """Return a page of `/3/tv/changes` or `/3/person/changes`. Raises Changed."""
    return _changes(body, url)
