"""Years and first days of listed shows: what they tell apart, what is none."""

from datetime import date

from trr_backend.ingestion.lists import parse_list
from trr_backend.models.lists import ListEntry, SpoiledRow


def test_titles_without_ids() -> None:
    """Without ids the title, year and first day tell shows apart."""
    body = (
        b"IMDb ID,Name,Release Date\n,Big Brother,2000-07-05\n,BIG BROTHER,2000-07-18\n"
        b",Big Brother,2001\n,big brother,2000-07-05\n,Big Brother,2000\n"
    )
    assert parse_list(body, name="list.csv").entries == (
        ListEntry(1, title="Big Brother", year=2000, premiere=date(2000, 7, 5)),
        ListEntry(2, title="BIG BROTHER", year=2000, premiere=date(2000, 7, 18)),
        ListEntry(3, title="Big Brother", year=2001),
        ListEntry(4, title="Big Brother", year=2000),
    )


def test_years_and_dates_that_are_none_are_spoiled() -> None:
    """A filled cell that says no year or no day is named; an empty word is not."""
    body = (
        b"Const,Year,Release Date\ntt0000001,twothousand,2002-01-02\n"
        b"tt0000002,2002,2002-13-45\ntt0000003,,soon\ntt0000004,N/A,TBA\n"
        b"tt0000005,,2002-03\ntt0000006,2002-2005,2002-03-04 20:00:00\n"
    )
    record = parse_list(body, name="list.csv")
    assert record.spoiled == (
        SpoiledRow(2, "'twothousand' is no year"),
        SpoiledRow(3, "'2002-13-45' is no date"),
        SpoiledRow(4, "'soon' is no year"),
    )
    assert record.entries == (
        ListEntry(1, imdb_id="tt0000004"),
        ListEntry(2, imdb_id="tt0000005", year=2002),
        ListEntry(3, imdb_id="tt0000006", year=2002, premiere=date(2002, 3, 4)),
    )
