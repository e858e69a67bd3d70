"""Seven small files: what is taken out of them, and what is wrong with broken ones."""

from pathlib import Path

import pytest

from tests.imdb_files import (
    HEADERS,
    series_rows,
    tabbed,
    text_of,
    write_files,
    write_raw,
)
from tests.imdb_slices import SERIES, TITLES, everything
from trr_backend.errors import InputError
from trr_backend.ingestion.datasets import find_files, read_slice
from trr_backend.models.imdb import (
    ImdbAka,
    ImdbCrewMember,
    ImdbEpisode,
    ImdbName,
    ImdbPrincipal,
    ImdbRating,
    ImdbTitle,
)

ADULT = False
NAMES = ("nm0000001", "nm0000002", "nm0000003", "nm0000004")


@pytest.mark.parametrize("packed", [True, False])
def test_all_that_belongs_to_a_series_is_taken(tmp_path: Path, packed: bool) -> None:  # noqa: FBT001 -- a parameter of the test
    """Its episodes, other titles, people and ratings, whatever the order of rows."""
    files = find_files(write_files(tmp_path, series_rows(), packed=packed))

    titles, names, spoiled = everything(read_slice(files, SERIES))

    assert spoiled == []
    assert (titles.title_ids, names.name_ids) == (TITLES, NAMES)
    assert titles.titles == (
        ImdbTitle(
            "tt0000001",
            "tvSeries",
            'The "Show',
            "Die Schau",
            ADULT,
            2004,
            2006,
            42,
            ("Reality-TV", "News"),
        ),
        ImdbTitle(
            "tt0000011",
            "tvEpisode",
            "First",
            "First",
            ADULT,
            2004,
            None,
            None,
            (),
        ),
        ImdbTitle(
            "tt0000012",
            "tvEpisode",
            "Second",
            "Second",
            ADULT,
            2004,
            None,
            41,
            ("Reality-TV",),
        ),
    )
    assert titles.episodes == (
        ImdbEpisode("tt0000011", "tt0000001", 1, 1),
        ImdbEpisode("tt0000012", "tt0000001", 1, 2),
    )
    assert titles.akas == (
        ImdbAka(
            title_id="tt0000001",
            ordering=2,
            title="Die Schau",
            region="DE",
            language=None,
            types=("imdbDisplay",),
            attributes=("literal title",),
            is_original=False,
        ),
        ImdbAka(
            title_id="tt0000001",
            ordering=1,
            title='The "Show',
            region=None,
            language=None,
            types=("original", "working"),
            attributes=(),
            is_original=True,
        ),
    )
    assert titles.principals == (
        ImdbPrincipal(
            "tt0000001", 1, "nm0000001", "self", None, ("Self - Host", 'Self - "Judge"')
        ),
        ImdbPrincipal(
            "tt0000011", 2, "nm0000002", "self", None, ("Self - Contestant",)
        ),
        ImdbPrincipal("tt0000011", 1, "nm0000001", "self", None, ()),
        ImdbPrincipal(
            "tt0000012", 1, "nm0000003", "producer", "executive producer", ()
        ),
    )
    assert titles.crew == (
        ImdbCrewMember("tt0000001", "writer", "nm0000004", 0),
        ImdbCrewMember("tt0000011", "director", "nm0000004", 0),
        ImdbCrewMember("tt0000011", "director", "nm0000003", 1),
    )
    assert titles.ratings == (ImdbRating("tt0000001", 7.9, 123),)
    assert names.names == (
        ImdbName("nm0000001", "Anna Host", 1960, 2020, ("actress", "producer")),
        ImdbName("nm0000003", "Cy", 1950, None, ()),
        ImdbName("nm0000004", "Zoë Ænd", None, None, ("writer",)),
    )


def test_a_digest_changes_with_a_row_and_not_with_the_order(tmp_path: Path) -> None:
    """Rows in another order are the same; one changed row makes one title due."""
    rows = series_rows()
    before = _digests(write_files(tmp_path / "a", rows))
    turned = {name: found[::-1] for name, found in rows.items()}
    rows["title.ratings"][0] = "tt0000001|7.9|124"

    assert _digests(write_files(tmp_path / "b", turned)) == before
    after = _digests(write_files(tmp_path / "c", rows))
    assert [one for one in after if after[one] != before[one]] == ["tt0000001"]


def test_only_what_is_due_becomes_records(tmp_path: Path) -> None:
    """A batch answers for the ids it is asked for."""
    found = read_slice(find_files(write_files(tmp_path, series_rows())), SERIES)

    records, _ = next(iter(found.batches())).records({"tt0000012"})

    assert records.title_ids == ("tt0000012",)
    assert [one.id for one in records.titles] == ["tt0000012"]
    assert [one.title_id for one in records.principals] == ["tt0000012"]
    assert not records.akas
    assert not records.ratings


def test_a_stored_episode_that_left_is_answered_for(tmp_path: Path) -> None:
    """It is among the titles, with nothing said of its series."""
    rows = series_rows()
    del rows["title.episode"][0]
    files = find_files(write_files(tmp_path, rows))

    titles, _, _ = everything(read_slice(files, SERIES, TITLES))

    assert titles.title_ids == TITLES
    assert [one.id for one in titles.titles] == list(TITLES)
    assert [one.id for one in titles.episodes] == ["tt0000011"]


def test_a_stored_episode_of_another_series_has_left(tmp_path: Path) -> None:
    """A stranger's series is no business of ours; a followed one has it."""
    rows = series_rows()
    rows["title.episode"][0] = r"tt0000012|tt0000099|1|2"
    files = find_files(write_files(tmp_path, rows))

    left, _, spoiled = everything(read_slice(files, SERIES, TITLES))
    moved, _, _ = everything(read_slice(files, [*SERIES, "tt0000099"], TITLES))

    assert (left.title_ids, spoiled, left.unsure) == (TITLES, [], frozenset())
    assert [one.id for one in left.episodes] == ["tt0000011"]
    assert ImdbEpisode("tt0000012", "tt0000099", 1, 2) in moved.episodes


def test_ids_of_ten_digits_are_found(tmp_path: Path) -> None:
    """Beyond the bitmap as within it, also as a series' id."""
    rows = {
        "title.episode": [
            r"tt9876543210|tt123456789|3|4",
            r"tt9876543211|tt123456780|3|4",
        ],
        "title.basics": [
            r"tt9876543211|tvEpisode|No|No|0|\N|\N|\N|\N",
            r"tt9876543210|tvEpisode|Yes|Yes|0|\N|\N|\N|\N",
        ],
    }
    files = find_files(write_files(tmp_path, rows))

    titles, _, spoiled = everything(read_slice(files, ["tt123456789"]))

    assert (titles.title_ids, spoiled) == (("tt123456789", "tt9876543210"), [])
    assert [one.name for one in titles.titles] == ["Yes"]


def test_extra_columns_in_any_place_are_ignored(tmp_path: Path) -> None:
    """Columns are found by name, so new ones, and another order, do no harm."""
    folder = write_files(tmp_path, series_rows())
    ratings = "new|numVotes|tconst|averageRating|newer\nx|9|tt0000001|5.5|y\n"
    write_raw(folder, "title.ratings", tabbed(ratings))
    episodes = (
        "new|parentTconst|episodeNumber|seasonNumber|tconst\n"
        "x|tt0000001|7|3|tt0000017\n"
    )
    write_raw(folder, "title.episode", tabbed(episodes))

    titles, _, spoiled = everything(read_slice(find_files(folder), SERIES))

    assert titles.ratings == (ImdbRating("tt0000001", 5.5, 9),)
    assert titles.episodes == (ImdbEpisode("tt0000017", "tt0000001", 3, 7),)
    assert spoiled == []


def test_other_line_ends_and_a_mark_in_front_are_taken(tmp_path: Path) -> None:
    """CRLF, a byte order mark, blank lines and a last line without an end."""
    folder = write_files(tmp_path, series_rows())
    text = text_of("title.ratings", ["tt0000001|7.9|123", "", "tt0000011|6|1"])
    marked = f"\ufeff{text.rstrip()}".replace("\n", "\r\n")
    write_raw(folder, "title.ratings", marked)

    titles, _, spoiled = everything(read_slice(find_files(folder), SERIES))

    assert titles.ratings == (
        ImdbRating("tt0000001", 7.9, 123),
        ImdbRating("tt0000011", 6.0, 1),
    )
    assert spoiled == []


def test_lines_that_span_blocks_are_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Wherever a block ends, nothing changes."""
    files = find_files(write_files(tmp_path, series_rows()))
    whole = everything(read_slice(files, SERIES))
    for size in (1, 2, 7, 50, 101):
        monkeypatch.setattr("trr_backend.ingestion.datasets.files.BLOCK_BYTES", size)
        assert everything(read_slice(files, SERIES)) == whole


def test_every_header_is_read_before_the_first_row(tmp_path: Path) -> None:
    """A wrong file at the end costs no minutes."""
    folder = write_files(tmp_path, series_rows())
    write_raw(folder, "name.basics", text_of("title.crew", []))
    read: list[str] = []

    with pytest.raises(InputError, match=r"name\.basics"):
        read_slice(
            find_files(folder),
            SERIES,
            progress=lambda name, _done, _all: read.append(name),
        )

    assert read == []


def test_progress_goes_from_nothing_to_all_bytes_of_each_file(tmp_path: Path) -> None:
    """As the files lie on the disk."""
    folder = write_files(tmp_path, series_rows())
    told: dict[str, list[tuple[int, int]]] = {}

    read_slice(
        find_files(folder),
        SERIES,
        progress=lambda name, done, size: told.setdefault(name, []).append(
            (done, size)
        ),
    )

    assert told.keys() == {f"{dataset}.tsv.gz" for dataset in HEADERS}
    for name, steps in told.items():
        size = (folder / name).stat().st_size
        assert steps[-1] == (size, size)


def _digests(folder: Path) -> dict[str, str]:
    found = read_slice(find_files(folder), SERIES)
    return {
        one: said for batch in found.batches() for one, said in batch.digests.items()
    }
