"""Who took part in a season, as its page or that of a person states it."""

from dataclasses import replace

from tests.trr_backend.ingestion.wiki.pages_by_hand import box, page, table, value
from tests.trr_backend.ingestion.wiki.roster_by_hand import ISLAND, ROSTER
from tests.trr_backend.ingestion.wiki.test_facts import SOURCE
from trr_backend.ingestion.wiki.facts import page_facts
from trr_backend.ingestion.wiki.maps import load_map
from trr_backend.models.wiki import LedgerEntry, SeasonLedger
from trr_backend.models.wiki_page import InfoboxValue, PageLink, Table

MAP = load_map("somewhere")
NUMBERS = value("numberofepisodes", "13")


def test_a_table_says_who_finished_how() -> None:
    """A finish is a placement or an exit, line by line; a bare day has its header."""
    castaways = table(
        "Castaways",
        "Contestant|Contestant|Original Tribe|Merged Tribe|Day entered|Finish|Day",
        "|*Hannah Gough/21, Boston|Tagi||1|1st Voted Out|3",
        "Jury|Jury|Jury|Jury|Jury|Jury|Jury",
        "|Ann Example (34)|Tagi|Rattana|1|Runner-Up/Day 39|",
        "Contestant|Contestant|Original Tribe|Merged Tribe|1|Finish|Day",
        "|*Bob Other|Pagong|Rattana|TBA|Sole Survivor|39",
        "|?|Pagong|||2nd|",
    )

    assert _entries(castaways) == (
        LedgerEntry(
            name="Hannah Gough",
            position=1,
            page_title="Hannah Gough",
            entry="Day entered 1",
            exit="1st Voted Out, Day 3",
            teams=("Tagi",),
        ),
        LedgerEntry(
            name="Ann Example",
            position=2,
            placement="Runner-Up",
            place=2,
            entry="Day entered 1",
            exit="Day 39",
            teams=("Tagi", "Rattana"),
        ),
        LedgerEntry(
            name="Bob Other",
            position=3,
            page_title="Bob Other",
            placement="Sole Survivor",
            place=1,
            exit="Day 39",
            teams=("Pagong", "Rattana"),
        ),
    )


def test_only_tables_of_this_season_count() -> None:
    """One for each team, not the one of who returned, nor that of votes."""
    header = "Houseguest|Place"
    votes = table("Votes", "Houseguest|Week 1", "*Ann|Bob")
    returned = table("Returning", "Houseguest|Season|Place", "*Ann|*Island 1|9th")
    former = table("Earlier", "Houseguest|Result", "*Ann|9th")

    entries = _entries(
        votes,
        returned,
        table("Team A", header, "*Ann|2nd"),
        former,
        table("Team B", header, "*Bob|1st", "*Ann|3rd"),
    )

    assert [(one.name, one.placement, one.place) for one in entries] == [
        ("Ann", "2nd", 2),
        ("Bob", "1st", 1),
    ]


def test_the_infobox_says_who_won_where_the_table_does_not() -> None:
    """What stands in brackets behind a name is about them; two are second together."""
    teams = table("Cast", "Player|Team", "*Ann|A", "*Bob|A", "Eve|B", "*Zoe|B")
    winner = value("winner", "Bob (Island 4)", links=("Bob", "Island 4"))
    second = value("runnersup", "Ann & Eve", links=("Ann", "Eve"))

    entries = _entries(teams, values=(winner, second))

    assert [(one.name, one.placement, one.place) for one in entries] == [
        ("Ann", "Runner-up", None),
        ("Bob", "Winner", 1),
        ("Eve", "Runner-up", None),
        ("Zoe", None, None),
    ]


def test_without_a_table_the_lists_of_the_infobox_count() -> None:
    """Winner and runner-up first, each once."""
    entries = _entries(
        values=(
            value("castaways", "Ann", "Bob", "Eve (quit)", links=("Ann", "Bob")),
            value("winner", "Bob", links=("Bob",)),
            value("runnerup", "Ann", links=("Ann",)),
        )
    )

    assert [(one.position, one.name, one.page_title, one.place) for one in entries] == [
        (1, "Bob", "Bob", 1),
        (2, "Ann", "Ann", 2),
        (3, "Eve", None, None),
    ]


def test_two_of_one_name_are_told_apart_by_their_pages() -> None:
    """A name twice without a page is one person."""
    cast = table("Cast", "Name|Place", "*Ann|1st", "*Ann|2nd", "Bob|3rd", "Bob|4th")
    one, other, *others = cast.rows
    linked = replace(other[0], links=(PageLink("Ann", "Ann (2)"),))

    entries = _entries(replace(cast, rows=(one, (linked, other[1]), *others)))

    assert [(one.name, one.page_title, one.placement) for one in entries] == [
        ("Ann", "Ann", "1st"),
        ("Ann (2)", "Ann (2)", "2nd"),
        ("Bob", None, "3rd"),
    ]


def test_a_page_that_lists_nobody_has_no_ledger() -> None:
    """Neither has one of which only the names of the columns are known."""
    assert _entries() == ()
    assert _entries(table("Cast", "Name|Place")) == ()
    assert _entries(table("Cast", "Name|Place", "A" * 300 + "|1st")) == ()
    assert _entries(values=(value("winner", "A" * 300),)) == ()


def test_a_persons_page_states_their_own_part() -> None:
    """Where it has a placement, an exit or a team; its qualifier is no name."""
    said = page(
        "Ann Example (Island)",
        box(
            value("birthdate", "May 1, 1990"),
            value("season", "Island 1"),
            value("place", "3/20"),
            value("tribes", "Tagi", "Rattana"),
            value("exit", "Voted out 17th, Day 38"),
            value("season2", "Island 2"),
            value("days2", "39"),
            title="Ann Example",
        ),
    )

    assert page_facts(said, "person", MAP, ROSTER, SOURCE).ledgers == (
        SeasonLedger(
            "Island 1",
            (ISLAND, 1),
            "person",
            (
                LedgerEntry(
                    name="Ann Example",
                    position=1,
                    page_title="Ann Example (Island)",
                    placement="3/20",
                    place=3,
                    exit="Voted out 17th, Day 38",
                    teams=("Tagi", "Rattana"),
                ),
            ),
        ),
    )


def _entries(
    *tables: Table, values: tuple[InfoboxValue, ...] = ()
) -> tuple[LedgerEntry, ...]:
    """Return the entries of the page of a season."""
    said = page("Island 3", box(NUMBERS, *values, template="Season"), tables=tables)
    ledgers = page_facts(said, "season", MAP, ROSTER, SOURCE).ledgers
    for one in ledgers:
        assert (one.scope, one.season) == ("Island 3", (ISLAND, 3))
        assert one.stated_by == "season"
    return tuple(entry for one in ledgers for entry in one.entries)
