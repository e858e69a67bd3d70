"""Answers of find and search as documents."""

from datetime import UTC, datetime, timedelta

import msgspec
import pytest

from tests.trr_backend.ingestion.tmdb_by_hand import ETAG, Answers, tmdb
from trr_backend.errors import Changed, NotFound, Unavailable
from trr_backend.ingestion.documents import TMDB_LICENCE
from trr_backend.ingestion.lookups import (
    fetch_find,
    fetch_search,
    find_key,
    search_key,
)
from trr_backend.ingestion.resolve import resolve_by_document
from trr_backend.models.documents import Document, DocumentKey, Unchanged
from trr_backend.models.resolve import Wanted

NOW = datetime(2026, 11, 22, tzinfo=UTC)
KEEP = timedelta(days=180)
SERIES = {"id": 1685, "name": "Project Runway", "first_air_date": "2004-12-01"}
FIND = {"movie_results": [], "tv_results": [SERIES]}
SEARCH = {"page": 1, "results": [SERIES], "total_pages": 1, "total_results": 1}
ANSWERS = {"/3/find/tt0437741": FIND, "/3/search/tv?page=1": SEARCH}


async def test_find_becomes_a_document() -> None:
    """The answer to an IMDb id is kept verbatim for 180 days, under TMDb's terms."""
    async with tmdb(Answers(ANSWERS)) as client:
        document = await fetch_find(client, "tt0437741", now=NOW)
    assert isinstance(document, Document)
    url = document.url
    assert url.startswith("https://api.themoviedb.org/3/find/tt0437741")
    assert document == Document(
        key=DocumentKey("tmdb", "find", "tt0437741"),
        url=url,
        body=msgspec.json.encode(FIND),
        fetched_at=NOW,
        licence=TMDB_LICENCE,
        keep=KEEP,
        etag=ETAG,
    )
    wanted = Wanted("tt0437741", "Project Runway", 2004)
    assert resolve_by_document(wanted, document).tmdb_id == 1685


async def test_search_becomes_a_document() -> None:
    """The answer to a title and year is kept under both."""
    async with tmdb(Answers(ANSWERS)) as client:
        document = await fetch_search(client, "Project Runway", 2004, now=NOW)
    assert isinstance(document, Document)
    assert document.key == DocumentKey("tmdb", "search_tv", "Project Runway|2004")
    assert document.body == msgspec.json.encode(SEARCH)
    wanted = Wanted(None, "Project Runway", 2004)
    assert resolve_by_document(wanted, document).tmdb_id == 1685


async def test_the_same_etag_confirms_what_is_stored() -> None:
    """Asked with the stored document's ETag, the upstream says 304: nothing new."""
    async with tmdb(Answers(ANSWERS)) as client:
        found = await fetch_find(client, "tt0437741", now=NOW, etag=ETAG)
        searched = await fetch_search(client, "Jackass", None, now=NOW, etag=ETAG)
    assert found == Unchanged(find_key("tt0437741"), NOW, KEEP)
    assert searched == Unchanged(search_key("Jackass", None), NOW, KEEP)


@pytest.mark.parametrize("body", [b"<html>", b"[]", b'{"tv_results": 1}'])
async def test_another_shape_never_becomes_a_document(body: bytes) -> None:
    """An answer that cannot be decoded raises Changed instead of being kept."""
    async with tmdb(Answers({"/3/find/tt0437741": body})) as client:
        with pytest.raises(Changed):
            await fetch_find(client, "tt0437741", now=NOW)


async def test_a_missing_answer_is_not_found() -> None:
    """A 404 is passed on as NotFound."""
    async with tmdb(Answers({})) as client:
        with pytest.raises(NotFound):
            await fetch_find(client, "tt0437741", now=NOW)


async def test_an_empty_answer_never_becomes_a_document() -> None:
    """An empty body is worth another try later and is not kept."""
    async with tmdb(Answers({"/3/find/tt0437741": b""})) as client:
        with pytest.raises(Unavailable):
            await fetch_find(client, "tt0437741", now=NOW)
