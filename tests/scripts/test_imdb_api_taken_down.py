"""Of people and shows that are gone nothing that IMDb's API said is kept."""

import pytest

from scripts import import_imdb_api
from scripts.import_imdb_api import STAGE
from tests.imdb_api import SERIES, counts, paged_rows, track, with_licence
from tests.imdb_files import series_rows
from tests.pipeline import Pipeline, failures


@pytest.fixture
def imdb(pipeline: Pipeline) -> Pipeline:
    """The pipeline with a licence."""
    return with_licence(pipeline)


@pytest.mark.parametrize("first", ["suppress", "import"])
async def test_who_was_taken_down_is_in_no_answer_that_is_kept(
    imdb: Pipeline, first: str
) -> None:
    """Before or after; nobody is asked about them, and the others are untouched."""
    await track(imdb, paged_rows(episodes=3, people=140))
    suppress = ("suppress", "--person", "imdb:nm0000003", "--reason", "asked", "--yes")
    for what in dict.fromkeys([first, "import", "suppress", "import"]):
        if what == "import":
            report = await imdb.run([STAGE], force=True)
            assert failures(report) == {}
        else:
            done = await imdb.trr(*suppress)
            assert done.exit_code == 0, done.output
    for trace in ("nm0000003", 'Person 3"', 'Contestant 3"'):
        assert trace not in imdb.text()
    people = imdb.rows(
        "select ordering, name_id from core.imdb_principals where title_id = %s"
        " and ordering < 5 order by 1",
        SERIES,
    )
    assert people == [(1, "nm0000001"), (2, "nm0000002"), (4, "nm0000004")]
    assert counts(imdb)["names"] == 139
    before = imdb.versions()

    report = await imdb.run([STAGE], force=True)

    assert failures(report) == {}
    assert imdb.versions() == before
    assert "nm0000003" not in imdb.text()


async def test_kept_answers_are_used_without_who_was_taken_down(
    imdb: Pipeline, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Rows are made anew of them without a request: nothing seems to be missing."""
    await track(imdb, paged_rows(episodes=3, people=140))
    await imdb.run([STAGE])
    done = await imdb.trr(
        *("suppress", "--person", "imdb:nm0000003", "--reason", "asked", "--yes")
    )
    assert "3 documents named them" in " ".join(done.output.split())
    before = imdb.versions()
    monkeypatch.setattr(import_imdb_api, "IMDB_API_MAPPING", 2)
    imdb.upstream.requests()

    report = await imdb.run([STAGE])

    assert (failures(report), imdb.upstream.paths()) == ({}, [])
    assert imdb.versions() == before


async def test_a_removed_show_takes_its_answers_along(imdb: Pipeline) -> None:
    """Title, pages and names: nothing that IMDb said of it is left."""
    await track(imdb, series_rows())
    await imdb.run([STAGE])

    done = await imdb.trr("shows", "remove", f"imdb:{SERIES}", "--yes")

    assert done.exit_code == 0, done.output
    assert imdb.rows("select kind, key from source.documents") == []
    assert sum(counts(imdb).values()) == 0
