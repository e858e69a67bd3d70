"""Every layout of list files, read from authored fixtures."""

import codecs
import csv
import io
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trr_backend.errors import InputError
from trr_backend.ingestion.lists import decode, parse_list, rows
from trr_backend.models.lists import ListEntry, ListRecord, SpoiledRow

LISTS = Path(__file__).parents[3] / "fixtures" / "lists"
HEADER_2020 = (
    b"Position,Const,Created,Modified,Description,Title,URL,Title Type,IMDb Rating,"
    b"Runtime (mins),Year,Genres,Num Votes,Release Date,Directors"
)


def body_of(name: str) -> bytes:
    """Return a fixture's bytes."""
    return (LISTS / name).read_bytes()


def record_of(name: str) -> ListRecord:
    """Return a fixture as it is parsed."""
    return parse_list(body_of(name), name=name)


def with_delimiter(body: bytes, delimiter: str) -> bytes:
    """Return a fixture as a spreadsheet saves it with another delimiter."""
    out = io.StringIO(newline="")
    cells = csv.reader(io.StringIO(body.decode("utf-8-sig"), newline=""))
    csv.writer(out, delimiter=delimiter, lineterminator="\n").writerows(cells)
    return out.getvalue().encode()


def test_imdb_layout_of_2017() -> None:
    """The layout of 2017, quoted throughout and in cp1252, is read."""
    assert record_of("imdb_2017.csv") == ListRecord(
        source="file",
        key="imdb_2017.csv",
        name="imdb_2017",
        url=None,
        entries=(
            ListEntry(
                1,
                imdb_id="tt0437741",
                title="Project Runway",
                year=2004,
                premiere=date(2004, 12, 1),
                note="Déjà vu",
            ),
            ListEntry(
                2,
                imdb_id="tt0264263",
                title="Jackass",
                year=2000,
                premiere=date(2000, 4, 12),
            ),
        ),
        left_out={"movie": 1, "episode": 1, "game": 1},
    )


IMDB_2020 = ListRecord(
    source="file",
    key="imdb_2020.csv",
    name="imdb_2020",
    url=None,
    entries=(
        ListEntry(
            1,
            imdb_id="tt0319931",
            title="American Idol",
            year=2002,
            premiere=date(2002, 6, 11),
            note='First line\n"quoted", with a comma\nlast line',
        ),
        ListEntry(
            2,
            imdb_id="tt0185906",
            title="Band of Brothers",
            year=2001,
            premiere=date(2001, 9, 9),
        ),
        ListEntry(
            3,
            imdb_id="tt0759364",
            title="America's Got Talent",
            year=2006,
            premiere=date(2006, 6, 21),
        ),
    ),
    left_out={"movie": 1, "episode": 1},
)


def test_imdb_layout_of_2020() -> None:
    """The layout of 2020-2023 is read, its byte order mark and line breaks too."""
    assert record_of("imdb_2020.csv") == IMDB_2020


def test_imdb_layout_since_2024() -> None:
    """The layout since 2024 gives original titles; a year may come from the date."""
    record = record_of("imdb_2024.csv")
    assert record.entries == (
        ListEntry(
            1,
            imdb_id="tt6468322",
            title="Money Heist",
            original_title="La casa de papel",
            year=2017,
            premiere=date(2017, 5, 2),
        ),
        ListEntry(
            2,
            imdb_id="tt0185906",
            title="Band of Brothers",
            original_title="Band of Brothers",
            year=2001,
            premiere=date(2001, 9, 9),
        ),
        ListEntry(
            3,
            imdb_id="tt1353056",
            title="RuPaul's Drag Race",
            original_title="RuPaul's Drag Race",
            year=2009,
            premiere=date(2009, 2, 2),
        ),
    )
    assert record.left_out == {"movie": 1, "episode": 1, "game": 1}
    assert record.spoiled == ()


def test_imdb_ratings() -> None:
    """An export of ratings has no position and no description, and is read."""
    record = record_of("imdb_ratings.csv")
    assert record.entries == (
        ListEntry(
            1,
            imdb_id="tt0264263",
            title="Jackass",
            original_title="Jackass",
            year=2000,
            premiere=date(2000, 4, 12),
        ),
    )
    assert record.left_out == {"movie": 1}


def test_trackers_layout() -> None:
    """The trackers' layout is read; season and episode numbers tell no shows."""
    record = record_of("trackers.csv")
    assert record.entries == (
        ListEntry(
            1, tmdb_id=10160, title="Big Brother", year=2000, premiere=date(2000, 7, 5)
        ),
        ListEntry(
            2, tmdb_id=11366, title="Big Brother", year=2000, premiere=date(2000, 7, 18)
        ),
        ListEntry(
            3,
            tmdb_id=1685,
            imdb_id="tt0437741",
            title="Project Runway",
            year=2004,
            premiere=date(2004, 12, 1),
        ),
    )
    assert record.left_out == {"movie": 1, "episode": 1, "season": 1}


def test_plain_text() -> None:
    """Ids and addresses one a line are read, comments and blank lines passed over."""
    record = record_of("plain.txt")
    assert record.entries == (
        ListEntry(1, imdb_id="tt0437741"),
        ListEntry(2, tmdb_id=10160),
        ListEntry(3, imdb_id="tt0264263"),
        ListEntry(4, imdb_id="tt0319931"),
        ListEntry(5, imdb_id="tt0759364"),
        ListEntry(6, tmdb_id=11366),
        ListEntry(7, tmdb_id=45956),
    )
    assert record.left_out == {"movie": 1, "episode": 1}
    assert record.spoiled == (
        SpoiledRow(13, "'Survivor' is no id or address of a show"),
        SpoiledRow(14, "'tt12' is no IMDb title id"),
    )


def test_spoiled_rows_are_named_by_line_and_skipped() -> None:
    """Rows that cannot be read are named with their line in the file, not more lost."""
    record = record_of("spoiled.csv")
    assert record.spoiled == (
        SpoiledRow(4, "2 columns where 15 are named"),
        SpoiledRow(5, "'tt12' is no IMDb title id"),
        SpoiledRow(6, "neither an id nor a title"),
        SpoiledRow(7, "6 columns where 15 are named"),
    )
    assert [entry.imdb_id for entry in record.entries] == [
        "tt0319931",
        "tt0759364",
        "tt1353056",
    ]
    assert record.entries[0].note == "two\nlines"


@pytest.mark.parametrize("delimiter", [";", "\t"])
@pytest.mark.parametrize("first_line", ["", "sep=;\n", "\n\n", "# my list\n"])
def test_delimiters_of_spreadsheets(delimiter: str, first_line: str) -> None:
    """The delimiter is told by the header, and lines above the header do not matter."""
    body = first_line.encode() + with_delimiter(body_of("imdb_2020.csv"), delimiter)
    assert parse_list(body, name="imdb_2020.csv") == IMDB_2020


@pytest.mark.parametrize(
    ("mark", "encoding"),
    [
        (b"", "utf-8"),
        (codecs.BOM_UTF8, "utf-8"),
        (codecs.BOM_UTF16_LE, "utf-16-le"),
        (codecs.BOM_UTF16_BE, "utf-16-be"),
        (b"", "utf-16-le"),
        (b"", "utf-16-be"),
        (b"", "cp1252"),
    ],
)
def test_encodings(mark: bytes, encoding: str) -> None:
    """UTF-8, UTF-16 and cp1252 give the same list, with or without their mark."""
    body = mark + "TMDb ID,Name\n12513,Operación Triunfo\n".encode(encoding)
    record = parse_list(body, name="list.csv")
    assert record.entries == (ListEntry(1, tmdb_id=12513, title="Operación Triunfo"),)


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_line_ends(end: str) -> None:
    """Lines are counted alike whatever ends them."""
    body = end.join(["TMDb ID,Name", "x,Survivor", "10160,Big Brother"]).encode()
    record = parse_list(body, name="list.csv")
    assert record.spoiled == (SpoiledRow(2, "'x' is no TMDb id"),)
    assert record.entries == (ListEntry(1, tmdb_id=10160, title="Big Brother"),)


def test_one_show_named_by_several_ids_is_one_entry() -> None:
    """Rows that share an id are one show in its first place, with all that was said."""
    body = (
        b"TMDb ID,IMDb ID,Name,Release Date\n"
        b"1685,,,\n10160,,Big Brother,\n,tt0437741,,2004-12-01\n"
        b"1685,tt0437741,Project Runway,\n"
    )
    assert parse_list(body, name="list.csv").entries == (
        ListEntry(
            1,
            tmdb_id=1685,
            imdb_id="tt0437741",
            title="Project Runway",
            year=2004,
            premiere=date(2004, 12, 1),
        ),
        ListEntry(2, tmdb_id=10160, title="Big Brother"),
    )


def test_contradicting_ids_are_spoiled() -> None:
    """A row that makes one show of two known ones is named, and neither is changed."""
    body = b"TMDb ID,IMDb ID\n1685,tt0437741\n10160,\n10160,tt0437741\n"
    record = parse_list(body, name="list.csv")
    assert record.entries == (
        ListEntry(1, tmdb_id=1685, imdb_id="tt0437741"),
        ListEntry(2, tmdb_id=10160),
    )
    assert record.spoiled == (
        SpoiledRow(4, "names a show by ids of two different shows"),
    )


def test_unknown_kinds_are_counted_under_their_own_word() -> None:
    """A kind nobody knows is left out by name, a row without a kind is taken."""
    body = (
        b"Const,Title Type\ntt0437741,Stage  Play\ntt0264263,\ntt0319931,TV Special\n"
        b"nm0000136,\n"
    )
    record = parse_list(body, name="list.csv")
    assert record.entries == (ListEntry(1, imdb_id="tt0264263"),)
    assert record.left_out == {"stage play": 1, "special": 1, "person": 1}


def test_address_stands_in_for_a_missing_id() -> None:
    """Where the id's cell is empty the address in the row is used."""
    body = b"Const,URL\n,https://www.imdb.com/title/tt0437741/\n"
    entries = parse_list(body, name="list.csv").entries
    assert entries == (ListEntry(1, imdb_id="tt0437741"),)


def test_a_list_of_films_only_is_a_list() -> None:
    """A list that holds no show is no error: it has no entries and says why."""
    record = parse_list(b"Const,Title Type\ntt0133093,Movie\n", name="films.csv")
    assert (record.entries, record.left_out) == ((), {"movie": 1})


def test_unclosed_quotes_do_not_swallow_the_file() -> None:
    """Ten thousand rows with unclosed quotes cost one row each, in bounded time."""
    spoiled = b'\n1,tt0437741,,,,"open' * 10_000
    record = parse_list(
        HEADER_2020 + spoiled + b"\n2,tt0264263,,,,,Jackass,,,,,,,,\n", name="list.csv"
    )
    assert len(record.spoiled) >= 9_900
    assert record.entries[-1].imdb_id == "tt0264263"


@pytest.mark.parametrize(
    ("body", "why"),
    [
        (b"", "the file is empty"),
        (b" \r\n\t\n", "the file is empty"),
        (codecs.BOM_UTF8, "the file is empty"),
        (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", "a binary file"),
        (b"PK\x03\x04\x14\x00\x06\x00", "a binary file"),
        (b"\xff\xfea\x00b", "a binary file"),
        (b"tt0437741\n\x81\x8d", "a binary file"),
        (b"<!DOCTYPE html><html>", "an HTML or XML page"),
        (b"# nothing but a comment", "no known column and no known id"),
        (b'{"items": []}', "no known column and no known id"),
        (
            b"Date,Name,Year,Letterboxd URI\n2020-01-01,The Matrix,1999,https://boxd.it/2a",
            "no known column and no known id",
        ),
        (b"Title,Year\nSurvivor,2000\n", "no known column and no known id"),
        (b"Const,Title,Year\n", "no row below the header"),
        (b"TMDb ID,Type\n\n,\n", "no row below the header"),
        (b"TMDb ID,Type\nx,tv\n", "no row below the header"),
    ],
)
def test_what_is_no_list_is_refused_in_one_line(body: bytes, why: str) -> None:
    """A file that is no list is refused, and the line says what was expected."""
    with pytest.raises(InputError) as refused:
        parse_list(body, name="notes.csv")
    assert str(refused.value) == f"{why}; {decode.EXPECTED}"


def test_sizes_are_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    """A file of too many bytes or lines is refused before it is parsed."""
    monkeypatch.setattr(decode, "MAX_BYTES", 1024**2)
    with pytest.raises(InputError, match=r"^larger than 1 MB; expected "):
        parse_list(b"#" * (1024**2 + 1), name="big.csv")
    monkeypatch.setattr(rows, "MAX_LINES", 2)
    with pytest.raises(InputError, match=r"^more than 2 lines; split "):
        parse_list(b"tmdb:1\ntmdb:2\ntmdb:3\n", name="big.csv")


@given(st.binary())
def test_arbitrary_bytes_give_a_list_or_an_input_error(body: bytes) -> None:
    """Whatever the bytes are, nothing but InputError is raised."""
    try:
        record = parse_list(body, name="any")
    except InputError:
        return
    assert record.key == "any"


@given(
    header=st.sampled_from([HEADER_2020, b"TMDb ID;IMDb ID;Type", b"const\tURL", b""]),
    text=st.text(alphabet=st.sampled_from('tmdb:/.,;\t"\r\n 0123456789#éTV\u2028\x0c')),
)
def test_arbitrary_rows_give_whole_lists(header: bytes, text: str) -> None:
    """Whatever follows a header, entries are usable, numbered and named once."""
    try:
        record = parse_list(header + b"\n" + text.encode(), name="any")
    except InputError:
        return
    entries = record.entries
    assert [entry.position for entry in entries] == list(range(1, len(entries) + 1))
    assert all(e.tmdb_id or e.imdb_id or e.title for e in entries)
    for ids in (
        [e.tmdb_id for e in entries if e.tmdb_id],
        [e.imdb_id for e in entries if e.imdb_id],
    ):
        assert len(ids) == len(set(ids))
    lines = text.encode().count(b"\n") + text.encode().count(b"\r") + 2
    assert all(1 <= row.line <= lines for row in record.spoiled)
