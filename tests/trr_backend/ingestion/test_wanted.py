"""What completes a show's document: which requests, and what they must answer."""

from typing import Any
from urllib.parse import parse_qs, urlsplit

import msgspec
import pytest

from tests.trr_backend.ingestion.answers_by_hand import (
    NOW,
    SHOW,
    listed,
    season,
    tv,
)
from tests.trr_backend.ingestion.tmdb_by_hand import ETAG, Answers, tmdb
from trr_backend.errors import Changed, NotFound
from trr_backend.ingestion.documents import TMDB, TMDB_KEEP, TMDB_LICENCE
from trr_backend.ingestion.seasons import (
    WantedDocument,
    fetch_wanted,
    wanted_documents,
)
from trr_backend.models.documents import Document, DocumentKey, Unchanged

ORDER = "5acf93e60e0a26346d0000ce"
_SHOW_PATH = f"/3/tv/{SHOW}"
_ORDER_PATH = f"/3/tv/episode_group/{ORDER}"


async def test_five_seasons_and_specials_cost_one_request_more() -> None:
    """The first three came with the show: 9 parts + 11 entries, then 7."""
    (only,) = await _wanted({"seasons": [listed(n, 1) for n in range(6)]})
    entries = (
        "season/0/images",
        "season/4",
        "season/4/credits",
        "season/4/images",
        "season/5",
        "season/5/credits",
        "season/5/images",
    )
    assert only == WantedDocument(
        key=DocumentKey(TMDB, "tv_part", f"{SHOW}/1"),
        url=only.url,
        label="seasons, part 1",
        part_of=SHOW,
        entries=entries,
        language=None,
    )
    assert _query(only.url) == {
        "append_to_response": ",".join(entries),
        "language": "en-US",
        "include_image_language": "en,null",
    }


@pytest.mark.parametrize(
    ("seasons", "sizes"),
    [
        ([], []),
        ([1, 2, 3], []),
        ([0, 1], [1]),
        ([1, 2, 3, 4], [3]),
        (range(10), [19]),
        (range(11), [20, 2]),
        ([2024, 7, 2024], [6]),
        (range(1, 51), [20] * 7 + [1]),
    ],
)
async def test_seasons_are_packed_twenty_entries_a_request(
    seasons: list[int], sizes: list[int]
) -> None:
    """Three entries a season from the fourth on, pictures of the specials."""
    wanted = await _wanted({"seasons": [listed(n, 1) for n in seasons]})
    assert [len(one.entries) for one in wanted] == sizes
    assert [one.key.key for one in wanted] == [
        f"{SHOW}/{place}" for place in range(1, len(sizes) + 1)
    ]


async def test_each_further_language_and_each_order_costs_its_own() -> None:
    """Languages ask for all seasons, specials too; orders one request each, once."""
    said = {
        "seasons": [listed(n, 1) for n in range(22)][::-1],
        "episode_groups": {"results": [{"id": ORDER, "name": "DVD"}, {"id": ORDER}]},
    }
    languages = ("en-US", "de-DE", "fr", "de-DE")
    wanted = await _wanted(said, languages)
    assert [(one.key.kind, one.key.key, one.label) for one in wanted[3:]] == [
        ("tv_lang", f"{SHOW}/de-DE/1", "seasons in de-DE, part 1"),
        ("tv_lang", f"{SHOW}/de-DE/2", "seasons in de-DE, part 2"),
        ("tv_lang", f"{SHOW}/fr/1", "seasons in fr, part 1"),
        ("tv_lang", f"{SHOW}/fr/2", "seasons in fr, part 2"),
        ("episode_group", ORDER, f"the order {ORDER}"),
    ]
    assert wanted[3].entries == tuple(f"season/{n}" for n in range(20))
    assert wanted[4].entries == ("season/20", "season/21")
    assert [_query(one.url)["language"] for one in wanted[3:]] == [
        "de-DE",
        "de-DE",
        "fr",
        "fr",
        "en-US",
    ]


async def test_a_show_that_lists_nothing_needs_nothing_more() -> None:
    """Neither a list of seasons nor one of orders."""
    assert await _wanted({}) == ()


async def test_what_is_wanted_becomes_a_document_as_it_came() -> None:
    """It belongs to the show, under the address that was asked."""
    part_answer = {"id": SHOW, "season/4": season(4)}
    order_answer = {"id": ORDER, "groups": []}
    answers = Answers({_SHOW_PATH: part_answer, _ORDER_PATH: order_answer})
    said = {
        "seasons": [listed(4, 0)],
        "episode_groups": {"results": [{"id": ORDER}]},
    }
    async with tmdb(answers) as client:
        wanted = wanted_documents(client, tv(**said), ("en-US",))
        got = [await fetch_wanted(client, one, etag=None, now=NOW) for one in wanted]
        confirmed = await fetch_wanted(client, wanted[0], etag=ETAG, now=NOW)
    assert got == [
        Document(
            key=one.key,
            url=one.url,
            body=msgspec.json.encode(answer),
            fetched_at=NOW,
            licence=TMDB_LICENCE,
            keep=TMDB_KEEP,
            etag=ETAG,
            part_of=str(SHOW),
        )
        for one, answer in zip(wanted, (part_answer, order_answer), strict=True)
    ]
    assert confirmed == Unchanged(wanted[0].key, NOW, TMDB_KEEP)


@pytest.mark.parametrize(
    ("path", "answer", "error", "reason"),
    [
        (_SHOW_PATH, {"id": 9, "season/4": season(4)}, Changed, "answered with 9"),
        (_SHOW_PATH, {"id": SHOW, "season/4": season(5)}, Changed, "season_number"),
        (_SHOW_PATH, {"id": SHOW, "season/4": {"id": "x"}}, Changed, "field id"),
        (_SHOW_PATH, [], Changed, "top level"),
        (_SHOW_PATH, 404, NotFound, "404"),
        (_ORDER_PATH, {"id": "other"}, Changed, "answered with other"),
        (_ORDER_PATH, {"id": ORDER, "groups": 5}, Changed, "field groups"),
        (_ORDER_PATH, 404, NotFound, "404"),
    ],
)
async def test_an_answer_about_something_else_is_no_document(
    path: str, answer: object, error: type[Exception], reason: str
) -> None:
    """Nor is one of another shape; the error says what was asked and the field."""
    said = {
        "seasons": [listed(4, 0)],
        "episode_groups": {"results": [{"id": ORDER}]},
    }
    async with tmdb(Answers({path: answer})) as client:
        part, order = wanted_documents(client, tv(**said), ("en-US",))
        wanted = order if path == _ORDER_PATH else part
        with pytest.raises(error, match=reason):
            await fetch_wanted(client, wanted, etag=None, now=NOW)


async def _wanted(
    said: dict[str, Any], languages: tuple[str, ...] = ("en-US",)
) -> tuple[WantedDocument, ...]:
    async with tmdb(Answers({})) as client:
        return wanted_documents(client, tv(**said), languages)


def _query(url: str) -> dict[str, str]:
    return {name: value for name, (value,) in parse_qs(urlsplit(url).query).items()}
