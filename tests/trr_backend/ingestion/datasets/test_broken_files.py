"""Files and rows that cannot be used: each is named, and what it leaves unsure."""

import gzip
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.imdb_files import series_rows, text_of, write_files, write_raw
from tests.imdb_slices import SERIES, TITLES, everything
from trr_backend.errors import InputError
from trr_backend.ingestion.datasets import find_files, read_slice
from trr_backend.models.imdb import ImdbCrewMember

Spoil = Callable[[Path], object]


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


def test_a_row_that_is_too_short_borrows_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A block may end behind it, but the next line's id is not its own."""
    short, whole = "tt0000019", r"tt0000001|tt0000001|1|1"
    folder = write_files(tmp_path, series_rows())
    text = text_of("title.episode", [short, whole])
    header, first, _ = text.splitlines(keepends=True)
    write_raw(folder, "title.episode", text)
    monkeypatch.setattr(
        "trr_backend.ingestion.datasets.files.BLOCK_BYTES", len(first) + 12
    )

    titles, _, spoiled = everything(read_slice(find_files(folder), SERIES))

    assert header
    assert "tt0000019" not in titles.title_ids
    assert spoiled == ["title.episode.tsv.gz line 2: its id cannot be read"]


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
