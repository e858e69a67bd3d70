"""What changed on a wiki: by its own list, or by comparing revisions."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

import pytest

from tests.wiki_answers import OTHER, SURVIVOR, Answers, Json, said, wiki_client
from trr_backend.errors import Changed
from trr_backend.ingestion.wiki.fetch import (
    CHANGES_WINDOW,
    fetch_changes,
    fetch_revisions,
)
from trr_backend.models.wiki import ChangesSaid, Wiki

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
SINCE = NOW - timedelta(days=1)


def _changes(
    *changes: Json, at: str | None = "2026-11-22T11:00:10Z", more: Json | None = None
) -> Json:
    told = {"curtimestamp": at} if at else {}
    return {**said(recentchanges=list(changes), more=more), **told}


async def test_what_was_edited_made_moved_and_deleted_is_told() -> None:
    """A moved page by both titles; times are the wiki's, and some seconds early."""
    edit = {"type": "edit", "ns": 0, "title": "Rob Mariano", "pageid": 5}
    moved = {
        "type": "log",
        "title": "Amber Brkich",
        "pageid": 0,
        "logtype": "move",
        "logparams": {"target_ns": 0, "target_title": "Amber Mariano"},
    }
    former = {"type": "log", "title": "A", "logparams": {"new_ns": 0, "new_title": "B"}}
    deleted = {"type": "log", "title": "Nobody", "pageid": 0, "logparams": []}
    hidden = {"type": "log", "actionhidden": True, "pageid": 7}
    transport = Answers(
        _changes(edit, moved, more={"rccontinue": "20261122|3"}),
        _changes(edit, former, deleted, hidden, at="2026-11-22T11:00:11Z"),
    )

    told = await fetch_changes(wiki_client(transport), SURVIVOR, SINCE, NOW)

    assert told == ChangesSaid(
        until=datetime(2026, 11, 22, 11, 0, tzinfo=UTC),
        numbers=frozenset({5, 7}),
        titles=frozenset(
            {"Rob Mariano", "Amber Brkich", "Amber Mariano", "A", "B", "Nobody"}
        ),
    )
    assert [one["rcstart"] for one in transport.asked] == ["2026-11-21T12:00:00Z"] * 2


async def test_a_quiet_wiki_takes_one_request() -> None:
    """One that does not tell its time is believed to have ours."""
    transport = Answers(_changes(at=None))

    told = await fetch_changes(wiki_client(transport), SURVIVOR, SINCE, NOW)

    until = NOW - timedelta(seconds=10)
    assert told == ChangesSaid(until, frozenset(), frozenset())
    assert len(transport.requests) == 1


@pytest.mark.parametrize(
    ("wiki", "days", "asked"),
    [(SURVIVOR, 90, 1), (SURVIVOR, 91, 0), (OTHER, 29, 1), (OTHER, 30, 0)],
)
async def test_beyond_what_a_wiki_lists_it_is_not_asked(
    wiki: Wiki, days: int, asked: int
) -> None:
    """Fandom's list 90 days; others may list 30, so that more is not relied on."""
    transport = Answers(_changes())
    client = wiki_client(transport)

    told = await fetch_changes(client, wiki, NOW - timedelta(days=days), NOW)

    assert (told is not None, len(transport.requests)) == (bool(asked), asked)
    assert timedelta(days=90) == CHANGES_WINDOW


async def test_a_list_that_does_not_end_is_left_for_the_revisions() -> None:
    """From 10,000 changes on, these take fewer requests."""
    transport = Answers(_changes(more={"rccontinue": "20261122|3"}))

    told = await fetch_changes(wiki_client(transport), SURVIVOR, SINCE, NOW)

    assert told is None
    assert len(transport.requests) == 20


async def test_a_list_that_is_lacking_is_no_empty_one() -> None:
    """Nothing was said about changes: nobody is told that there were none."""
    with pytest.raises(Changed, match="recentchanges"):
        await fetch_changes(wiki_client(Answers(said())), SURVIVOR, SINCE, NOW)


async def test_revisions_are_compared_fifty_at_a_time() -> None:
    """A page that is gone has none; one that the answer leaves out is no gone one."""

    def answer(asked: Mapping[str, str]) -> Json:
        numbers = map(int, asked["pageids"].split("|"))
        return said(
            {"pageid": one, "missing": True}
            if one == 120
            else {"pageid": one, "title": str(one), "lastrevid": one * 10}
            for one in numbers
            if one != 200
        )

    transport = Answers(answer)
    client = wiki_client(transport)

    found = await fetch_revisions(client, SURVIVOR, [*range(1, 121), 1])

    assert found == {one: one * 10 for one in range(1, 120)} | {120: None}
    counts = [one["pageids"].count("|") + 1 for one in transport.asked]
    assert counts == [50, 50, 20]
    assert await fetch_revisions(client, SURVIVOR, []) == {}
    with pytest.raises(Changed, match="says nothing of page 200"):
        await fetch_revisions(client, SURVIVOR, [200])


async def test_a_page_without_its_revision_is_not_gone() -> None:
    """The answer has another shape."""
    transport = Answers(said([{"pageid": 5, "title": "Rob Mariano"}]))

    with pytest.raises(Changed, match="lastrevid"):
        await fetch_revisions(wiki_client(transport), SURVIVOR, [5])
