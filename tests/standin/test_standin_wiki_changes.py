"""Editing a wiki while it runs, and what its recent changes then say."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from standin.files import Json
from standin.wiki.pages import TIME
from standin.wiki.state import PageError, Wiki
from tests.standin.wiki_answers import ask, pages, wiki_of


@pytest.fixture
def wiki(tmp_path: Path) -> Wiki:
    """A wiki of four pages, numbered from 2."""
    return wiki_of(tmp_path, dict.fromkeys(("A", "B", "C", "D"), "text"))


def ago(**time: float) -> str:
    """Return when that was, as MediaWiki writes it."""
    return (datetime.now(UTC) - timedelta(**time)).strftime(TIME)


def changes(wiki: Wiki, **asked: object) -> list[Json]:
    """Return the recent changes, the oldest first unless asked otherwise."""
    asked = {"rcdir": "newer", "rcprop": "title|ids|loginfo", **asked}
    answer = ask(wiki, list="recentchanges", rclimit="max", **asked)
    found: list[Json] = answer["query"]["recentchanges"]
    return found


def test_each_deed_is_an_entry(wiki: Wiki) -> None:
    """Edits, new pages, moves, deletions and restorations, as MediaWiki lists them."""
    edited = wiki.edit("A", "other text")
    made = wiki.edit("E", "#REDIRECT [[A]]")
    moved = wiki.move("B", "B2")
    bare = wiki.move("C", "C2", redirect=False)
    wiki.delete("D")
    wiki.restore("D")

    def entry(kind: str, title: str, number: int, ids: tuple[int, int]) -> Json:
        page = {"type": kind, "ns": 0, "title": title, "pageid": number}
        return {**page, "revid": ids[0], "old_revid": ids[1]}

    def logged(kind: str, action: str, params: Json) -> Json:
        return {"logtype": kind, "logaction": action, "logparams": params}

    target = {"target_ns": 0, "target_title": "B2", "suppressredirect": False}
    bare_target = {"target_ns": 0, "target_title": "C2", "suppressredirect": True}
    count = {"count": {"revisions": 1, "files": 0}}
    found = changes(wiki)
    assert [one.pop("rcid") for one in found] == [1, 2, 3, 4, 5, 6]
    assert [one.pop("logid", None) for one in found] == [None, None, 3, 4, 5, 6]
    assert found == [
        entry("edit", "A", 2, (edited.revision, 2)),
        entry("new", "E", made.number, (made.revision, 0)),
        entry("log", "B", 3, (moved.revision, 0)) | logged("move", "move", target),
        entry("log", "C", 4, (bare.revision, 0)) | logged("move", "move", bare_target),
        entry("log", "D", 5, (0, 0)) | logged("delete", "delete", {}),
        entry("log", "D", 5, (0, 0)) | logged("delete", "restore", count),
    ]


def test_pages_are_what_was_done_to_them(wiki: Wiki) -> None:
    """A moved page keeps its number and leaves a redirect; a deleted one is missing."""
    wiki.move("A", "A2")
    wiki.move("B", "B2", redirect=False)
    wiki.delete("C")
    wiki.delete("D")
    wiki.restore("D")

    answer = ask(wiki, redirects="1", titles="A|B|C|D", prop="info")

    assert answer["query"]["redirects"] == [{"from": "A", "to": "A2"}]
    assert [(one.get("pageid"), one["title"]) for one in pages(answer)] == [
        (None, "C"),
        (None, "B"),
        (2, "A2"),
        (5, "D"),
    ]
    by_number = ask(wiki, pageids="2|3|4")
    assert [page.get("title") for page in pages(by_number)] == ["A2", "B2", None]


def test_a_window_of_time_and_kinds(wiki: Wiki) -> None:
    """Both ends count; older ones come last unless asked first; some kinds only."""
    wiki.edit("A", "1", at=ago(hours=3))
    wiki.edit("B", "2", at=(then := ago(hours=2)))
    wiki.edit("E", "3", at=ago(hours=1))
    wiki.delete("C")

    since = changes(wiki, rcstart=then)
    until = changes(wiki, rcdir="older", rcend=then, rctype="edit|new")

    assert [one["title"] for one in since] == ["B", "E", "C"]
    assert [one["title"] for one in until] == ["E", "B"]


def test_what_is_long_ago_is_forgotten(tmp_path: Path) -> None:
    """After 90 days, or as many as the site says."""
    site = {"sitename": "W", "changes_days": 30}
    wiki = wiki_of(tmp_path, {"A": "a", "B": "b"}, site=site)
    wiki.edit("A", "1", at=ago(days=31))
    wiki.edit("B", "2", at=ago(days=29))

    assert [one["title"] for one in changes(wiki)] == ["B"]


def test_the_same_text_again_is_no_edit(wiki: Wiki) -> None:
    """Blanks at the end are cut off before."""
    before = wiki.pages[wiki.names.parse("A")]

    assert wiki.edit("A", "text\n") == before
    assert changes(wiki) == []


def test_a_page_moves_back_over_the_redirect_that_it_left(wiki: Wiki) -> None:
    """Which is deleted for it; one that was edited since does not make way."""
    moved = wiki.move("A", "A2")
    back = wiki.move("A2", "A")
    wiki.move("B", "B2")
    wiki.edit("B", "#REDIRECT [[B2#Life]]")

    with pytest.raises(PageError):
        wiki.move("B2", "B")

    assert (back.number, moved.number) == (2, 2)
    found = [
        (one["title"], one["logtype"], one["logaction"]) for one in changes(wiki)[:3]
    ]
    assert found == [
        ("A", "move", "move"),
        ("A2", "move", "move_redir"),
        ("A", "delete", "delete_redir"),
    ]


def test_a_moved_file_keeps_its_bytes(tmp_path: Path) -> None:
    """Under its new name; a deleted one has none."""
    files = {name: {"user": "Admin"} for name in ("Rob.png", "Ann.png")}
    wiki = wiki_of(tmp_path, {}, files=files)
    asked = {"prop": "imageinfo", "iiprop": "sha1", "redirects": "1"}
    (before,) = pages(ask(wiki, titles="File:Rob.png", **asked))

    wiki.move("File:Rob.png", "File:Boston Rob.png")
    wiki.delete("File:Ann.png")
    wiki.refresh()

    (after,) = pages(ask(wiki, titles="File:Rob.png", **asked))
    (gone,) = pages(ask(wiki, titles="File:Ann.png", **asked))
    assert after["title"] == "File:Boston Rob.png"
    assert after["imageinfo"] == before["imageinfo"]
    assert (gone["missing"], "imageinfo" in gone) == (True, False)


def test_changes_come_in_parts(wiki: Wiki) -> None:
    """Continued by time and number, the batch complete each time."""
    for title in ("A", "B", "C"):
        wiki.edit(title, "other")

    first = ask(wiki, list="recentchanges", rclimit=2, rcdir="newer")
    second = ask(
        wiki, list="recentchanges", rclimit=2, rcdir="newer", **first["continue"]
    )

    assert first["batchcomplete"]
    assert first["continue"]["continue"] == "-||"
    assert first["continue"]["rccontinue"].endswith("|3")
    assert [one["title"] for one in second["query"]["recentchanges"]] == ["C"]
    assert "continue" not in second


def test_files_that_change_are_edits(wiki: Wiki) -> None:
    """One that appears is a new page, one that goes is deleted."""
    folder = wiki.folder.path / "pages"
    (folder / "A.wikitext").write_text("rewritten")
    (folder / "E%2FF.wikitext").write_text("new")
    (folder / "B.wikitext").unlink()

    wiki.refresh()

    found = [(one["type"], one["title"]) for one in changes(wiki)]
    assert found == [("edit", "A"), ("new", "E/F"), ("log", "B")]
    assert wiki.pages[wiki.names.parse("A")].text == "rewritten"


@pytest.mark.parametrize(
    ("deed", "titles"),
    [
        (Wiki.move, ("Nope", "X")),
        (Wiki.move, ("A", "B")),
        (Wiki.delete, ("Nope",)),
        (Wiki.restore, ("A",)),
    ],
)
def test_what_cannot_be_done_is_refused(
    wiki: Wiki, deed: type, titles: tuple[str, ...]
) -> None:
    """No page there, or one in the way."""
    with pytest.raises(PageError):
        deed(wiki, *titles)

    assert changes(wiki) == []
