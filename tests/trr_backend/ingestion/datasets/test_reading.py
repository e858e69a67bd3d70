"""Seven small files: what is taken out of them, and what is wrong with broken ones."""

import gzip
from collections.abc import Callable, Iterator
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
from trr_backend.errors import InputError
from trr_backend.ingestion.datasets import DatasetSlice, find_files, read_slice
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

Spoil = Callable[[Path], object]
SERIES = ("tt0000001",)
ADULT = False
TITLES = ("tt0000001", "tt0000011", "tt0000012")
NAMES = ("nm0000001", "nm0000002", "nm0000003", "nm0000004")


def everything(found: DatasetSlice) -> tuple[ImdbSlice, ImdbSlice, list[str]]:
    """Return all titles, all names and what is spoiled."""
    slices, spoiled = [], [str(row) for row in found.spoiled]
    for batch in found.batches():
        records, rows = batch.records(set(batch.digests))
        slices.append(records)
        spoiled += map(str, rows)
    empty = ImdbSlice()
    titles = next((one for one in slices if one.title_ids), empty)
    names = next((one for one in slices if one.name_ids), empty)
    return titles, names, spoiled


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


def _spoil(rows: dict[str, list[str]]) -> Iterator[str]:
    rows["title.basics"][0] = r"tt0000012|tvEpisode|Second|Second|0|2004|\N"
    yield "title.basics.tsv.gz line 2 (tt0000012): it has 7 columns instead of 9"
    rows["title.episode"][2] = r"tt0000011|tt0000001|one|1"
    yield "title.episode.tsv.gz line 4 (tt0000011): seasonNumber cannot be 'one'"
    rows["title.akas"][0] = r"tt0000001|99999999999|Die Schau|DE|\N|\N|\N|0"
    yield ("title.akas.tsv.gz line 2 (tt0000001): ordering cannot be '99999999999'")
    rows["title.principals"][0] = r"tt0000011|2|nm0000002|self|\N|Contestant"
    yield (
        "title.principals.tsv.gz line 2 (tt0000011): characters cannot be 'Contestant'"
    )
    rows["title.crew"][0] = r"tt0000011|somebody|\N"
    yield "title.crew.tsv.gz line 2 (tt0000011): directors cannot be 'somebody'"
    rows["title.ratings"][0] = "tt0000001|nan|3"
    yield "title.ratings.tsv.gz line 2 (tt0000001): averageRating cannot be 'nan'"
    rows["name.basics"].append(r"nm0000003|Cyrus|1950|\N|\N|\N")
    yield "name.basics.tsv.gz line 6 (nm0000003): it contradicts an earlier row"


def test_spoiled_rows_are_named_and_the_rest_is_taken(tmp_path: Path) -> None:
    """Each with its file, line and reason; its part of the title is unsure."""
    rows = series_rows()
    expected = list(_spoil(rows))
    files = find_files(write_files(tmp_path, rows))

    titles, names, spoiled = everything(read_slice(files, SERIES))

    assert sorted(spoiled) == sorted(expected)
    assert titles.unsure == {
        ("titles", "tt0000012"),
        ("episodes", "tt0000011"),
        ("akas", "tt0000001"),
        ("principals", "tt0000011"),
        ("crew", "tt0000011"),
        ("ratings", "tt0000001"),
    }
    assert names.unsure == {("names", "nm0000003")}
    assert [one.id for one in titles.titles] == ["tt0000001", "tt0000011"]
    assert [one.ordering for one in titles.akas] == [1]


def test_a_row_of_another_encoding_is_named(tmp_path: Path) -> None:
    """What is no UTF-8 is left out; elsewhere in the file nobody cares."""
    folder = write_files(tmp_path, series_rows())
    text = text_of(
        "name.basics",
        [r"nm0000009|Zoë|\N|\N|\N|\N", r"nm0000001|Zoë|\N|\N|\N|\N"],
    )
    write_raw(folder, "name.basics", text.encode("latin-1"))

    _, names, spoiled = everything(read_slice(find_files(folder), SERIES))

    assert names.names == ()
    assert names.unsure == {("names", "nm0000001")}
    assert spoiled == ["name.basics.tsv.gz line 3 (nm0000001): it is not UTF-8"]


def test_a_row_without_an_id_may_be_anybodys(tmp_path: Path) -> None:
    """It is named, and its part of every title is unsure."""
    rows = series_rows()
    rows["title.episode"] += ["x", r"tt0000013|nonsense|1|3", r"tt0000014|\N|1|3"]
    files = find_files(write_files(tmp_path, rows))

    titles, _, spoiled = everything(read_slice(files, SERIES))

    assert spoiled == [
        "title.episode.tsv.gz line 5: its id cannot be read",
        "title.episode.tsv.gz line 6: its id cannot be read",
    ]
    assert titles.unsure == {("episodes", one) for one in TITLES}


def test_a_row_that_is_there_twice_counts_once(tmp_path: Path) -> None:
    """IMDb repeats rows now and then."""
    rows = series_rows()
    rows["name.basics"] *= 2
    rows["title.crew"][0] = r"tt0000011|nm0000004,nm0000004|\N"
    files = find_files(write_files(tmp_path, rows))

    titles, names, spoiled = everything(read_slice(files, SERIES))

    assert [one.id for one in names.names] == ["nm0000001", "nm0000003", "nm0000004"]
    assert ImdbCrewMember("tt0000011", "director", "nm0000004", 0) in titles.crew
    assert spoiled == []


def _cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-12])


def _flip(path: Path) -> None:
    body = bytearray(path.read_bytes())
    body[-6] ^= 1  # of the checksum
    path.write_bytes(body)


def _short(path: Path) -> None:
    path.write_bytes(gzip.compress(b"titleId\tordering\ttitle\n"))


def _another(path: Path) -> None:
    path.write_bytes(gzip.compress(text_of("title.crew", []).encode()))


@pytest.mark.parametrize(
    ("spoil", "complaint"),
    [
        (_cut, "title.akas.tsv.gz is cut off; fetch it again"),
        (_flip, "title.akas.tsv.gz is no whole gzip file; fetch it again"),
        (
            lambda path: path.write_bytes(b"<html>Service Unavailable</html>"),
            "title.akas.tsv.gz is no whole gzip file; fetch it again",
        ),
        (
            lambda path: path.write_bytes(gzip.compress(b"")),
            "title.akas.tsv.gz is empty; fetch it again",
        ),
        (
            _short,
            (
                "title.akas.tsv.gz: its header lacks region, language, types, "
                "attributes, isOriginalTitle; this is no title.akas file, or IMDb "
                "changed it: 'titleId ordering title'"
            ),
        ),
        (
            _another,
            (
                "title.akas.tsv.gz: its header lacks titleId, ordering, title, region, "
                "language, types, attributes, isOriginalTitle; this is no title.akas "
                "file, or IMDb changed it: 'tconst directors writers'"
            ),
        ),
        (lambda path: path.unlink(), " lacks title.akas.tsv.gz; all seven files are"),
    ],
)
def test_a_broken_file_is_named(tmp_path: Path, spoil: Spoil, complaint: str) -> None:
    """Cut, damaged, empty, of another kind or not there: nothing is taken."""
    folder = write_files(tmp_path, series_rows())
    spoil(folder / "title.akas.tsv.gz")

    with pytest.raises(InputError) as refused:
        read_slice(find_files(folder), SERIES)

    assert complaint in str(refused.value)


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
