"""From IMDb's answers to the records that the datasets give, too."""

from pathlib import Path
from typing import Any

import pytest

from standin.app import create_app
from tests.imdb_api import licensed, paged_rows
from tests.imdb_files import write_files
from tests.standin.serving import serving
from tests.trr_backend.ingestion.imdb_by_hand import (
    NOW,
    SERIES,
    answered,
    connection,
    credit,
    episode,
    title,
)
from tests.trr_backend.integrations.upstream import FakeLimiter
from trr_backend.config import Settings
from trr_backend.errors import Changed
from trr_backend.ingestion.datasets import find_files, read_slice
from trr_backend.ingestion.imdb_answers import fetch_answer
from trr_backend.ingestion.imdb_api import slice_from_imdb_api
from trr_backend.ingestion.imdb_questions import questions
from trr_backend.ingestion.upstreams import open_imdb
from trr_backend.models.documents import Document, DocumentKey
from trr_backend.models.imdb import (
    ImdbAka,
    ImdbCrewMember,
    ImdbEpisode,
    ImdbName,
    ImdbPrincipal,
    ImdbRating,
    ImdbSlice,
    ImdbTitle,
)

PARTS = ("titles", "episodes", "akas", "principals", "crew", "ratings", "names")


def made(*answers: tuple[str, Any]) -> ImdbSlice:
    """Return the records of answers, each with the kind of its document."""
    return slice_from_imdb_api(
        [
            answered(DocumentKey("imdb", kind, f"{SERIES}/1"), said)
            for kind, said in answers
        ]
    )


async def asked(address: str) -> list[Document]:
    """Return every answer of the stand-in about the series."""
    found: list[Document] = []
    settings = licensed(Settings(_env_file=None), address)
    async with open_imdb(settings, FakeLimiter()) as client:
        asking = questions(SERIES)
        question = next(asking)
        while True:
            found.append(await fetch_answer(client, question, now=NOW))
            try:
                question = asking.send(found[-1])
            except StopIteration:
                return found


async def test_both_ways_give_the_same_records(tmp_path: Path) -> None:
    """The same facts, once as dataset files and once as pages of the graph."""
    files = find_files(write_files(tmp_path / "imdb", paged_rows()))
    batches = list(read_slice(files, [SERIES]).batches())
    datasets = [batch.records(set(batch.digests))[0] for batch in batches]
    with serving(create_app(tmp_path)) as address:
        api = slice_from_imdb_api(await asked(address))

    for part in PARTS:
        told = [one for records in datasets for one in getattr(records, part)]
        assert sorted(told, key=repr) == sorted(getattr(api, part), key=repr), part
    assert len(api.principals) == 374
    assert {*api.title_ids} == {
        one for records in datasets for one in records.title_ids
    }
    assert api.unsure == frozenset()


def test_a_title_is_told_in_the_words_of_the_datasets() -> None:
    """Minutes, genres as tokens in the order of the alphabet, at most three."""
    genres = ["Reality-TV", "Game Show", "Drama", "Comedy"]
    said = title(
        titleText={"text": " The Show "},
        originalTitleText={"text": "Die Schau"},
        titleType={"id": "tvSeries"},
        isAdult=False,
        releaseYear={"year": 2004, "endYear": None},
        runtime={"seconds": 2579},
        titleGenres={"genres": [{"genre": {"text": one}} for one in genres]},
        ratingsSummary={"aggregateRating": 7.9, "voteCount": 12},
    )

    found = made(("title", said))

    assert found.titles == (
        ImdbTitle(
            SERIES,
            "tvSeries",
            "The Show",
            "Die Schau",
            False,  # noqa: FBT003 -- a field of the record
            2004,
            None,
            42,
            ("Drama", "Game-Show", "Reality-TV"),
        ),
    )
    assert found.ratings == (ImdbRating(SERIES, 7.9, 12),)
    assert found.title_ids == (SERIES,)
    assert found.unsure == {
        ("akas", SERIES),
        ("principals", SERIES),
        ("crew", SERIES),
    }


def test_kinds_of_other_titles_leave_the_attributes() -> None:
    """Whatever their case; what is no kind stays an attribute."""
    words = ["original title", "TV title", "literal title"]
    said = title(
        akas=connection(
            [
                {"text": "Die Schau", "attributes": [{"text": one} for one in words]},
                {"text": "Show", "country": {"id": "US"}, "language": {"id": "en"}},
            ]
        )
    )

    assert made(("title", said)).akas == (
        ImdbAka(
            SERIES,
            1,
            "Die Schau",
            None,
            None,
            ("original", "tv"),
            ("literal title",),
            True,  # noqa: FBT003 -- a field of the record
        ),
        ImdbAka(SERIES, 2, "Show", "US", "en", (), (), False),  # noqa: FBT003 -- likewise
    )


def test_credits_go_on_over_pages_and_name_the_crew() -> None:
    """Numbered through; a director or writer counts once, whatever the jobs."""
    jobs = [{"text": "created by"}, {"text": "story"}]
    first = [
        credit(
            "nm0000001", "Archive Footage", characters=[{"name": "Self - \n Host "}]
        ),
        credit("nm0000002", "Writer", jobs=jobs),
    ]
    plain = {"category": {"id": "director", "text": "Regie"}}
    second = [
        credit("nm0000003", "Production Designer"),
        {**credit("nm0000002"), **plain},
        credit("nm0000002", "Writer", jobs=[]),
    ]

    found = made(
        ("credits", title(credits=connection(first, total=5))),
        ("credits", title(credits=connection(second, total=5))),
        ("title", title()),
    )

    assert found.principals == (
        ImdbPrincipal(
            SERIES, 1, "nm0000001", "archive_footage", None, ("Self - \n Host",)
        ),
        ImdbPrincipal(SERIES, 2, "nm0000002", "writer", "created by, story", ()),
        ImdbPrincipal(SERIES, 3, "nm0000003", "production_designer", None, ()),
        ImdbPrincipal(SERIES, 4, "nm0000002", "director", None, ()),
        ImdbPrincipal(SERIES, 5, "nm0000002", "writer", None, ()),
    )
    assert found.crew == (
        ImdbCrewMember(SERIES, "director", "nm0000002", 0),
        ImdbCrewMember(SERIES, "writer", "nm0000002", 0),
    )


def test_episodes_on_overlapping_pages_count_once() -> None:
    """The first page that names one has its credits and other titles."""
    cast = connection([credit("nm0000001")])
    one = episode("tt0000011", credits=cast)
    unknown = episode("tt0000012", series={"episodeNumber": None})
    page = title(episodes={"episodes": connection([one, unknown])})
    again = title(episodes={"episodes": connection([one])})

    found = made(("episodes", page), ("episodes", again), ("title", title()))

    assert found.episodes == (
        ImdbEpisode("tt0000011", SERIES, 1, 2),
        ImdbEpisode("tt0000012", SERIES, None, None),
    )
    assert len(found.principals) == 1
    assert found.title_ids == (SERIES, "tt0000011", "tt0000012")


@pytest.mark.parametrize(
    ("missing", "parts"),
    [
        ("titleType", {"titles"}),
        ("titleText", {"titles"}),
        ("akas", {"akas"}),
        ("credits", {"principals", "crew"}),
        ("ratingsSummary", {"ratings"}),
        ("series", {"episodes"}),
        ("runtime", set()),
    ],
)
def test_what_is_not_said_is_not_taken_for_none(missing: str, parts: set[str]) -> None:
    """A part of an episode that is null or absent may be there all the same."""
    for said in (episode("tt0000011", **{missing: None}), episode("tt0000011")):
        if said.get(missing) is not None:
            del said[missing]
        page = title(episodes={"episodes": connection([said])})

        found = made(("episodes", page))

        assert found.title_ids == ("tt0000011",)
        assert found.unsure == {(part, "tt0000011") for part in parts}


def test_people_have_years_and_tokens() -> None:
    """Who is not there, or of whom nothing is said, is left as it was."""
    professions = [{"category": {"text": "Casting Director"}}, {"category": {}}]
    said = [
        {
            "id": "nm0000002",
            "nameText": {"text": "Zoë Ænd"},
            "birthDate": {"dateComponents": {"year": 1960}},
            "deathDate": {"dateComponents": None},
            "primaryProfessions": professions,
        },
        None,
        {"id": "nm0000003", "nameText": None},
        {"id": "nm0000001", "nameText": {"text": "Cy"}},
    ]

    found = made(("names", said))

    assert found.names == (
        ImdbName("nm0000001", "Cy", None, None, ()),
        ImdbName("nm0000002", "Zoë Ænd", 1960, None, ("casting_director",)),
    )
    assert found.name_ids == ("nm0000001", "nm0000002")


def test_an_answer_of_another_shape_is_told() -> None:
    """The field is named."""
    said = title(credits=connection([{"name": {"id": "Bob"}, "category": {}}]))

    with pytest.raises(Changed, match=r"credits\.edges.*name\.id"):
        made(("credits", said))
