"""Pages of a wiki, cut out of answers about many."""

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import quote_plus

import httpx2
import pytest

from standin.app import create_app
from tests.upstream import Upstream
from tests.wiki_answers import (
    OTHER,
    SURVIVOR,
    Answers,
    Json,
    page,
    revision,
    said,
    wiki_client,
)
from tests.wiki_upstream import UpstreamWiki
from trr_backend.errors import Changed, RateLimited, Unavailable
from trr_backend.ingestion.wiki.fetch import fetch_changes, fetch_pages, fetch_site
from trr_backend.models.documents import DocumentKey
from trr_backend.models.wiki import PageSaid, PagesSaid, RefusedPage, Wiki, WikiSite

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
SITE = WikiSite(
    site_name="Survivor Wiki",
    language="en",
    article_url="https://survivor.fandom.com/wiki/$1",
    licence="CC-BY-SA",
    licence_url="https://www.fandom.com/licensing",
    is_free=True,
)
MISSING = {"ns": 0, "title": "Nobody", "missing": True}


async def _fetched(
    *answers: object,
    titles: tuple[str, ...] = (),
    numbers: tuple[int, ...] = (),
    wiki: Wiki = SURVIVOR,
    site: WikiSite = SITE,
) -> PagesSaid:
    client = wiki_client(Answers(*answers))
    return await fetch_pages(client, wiki, site, NOW, titles=titles, numbers=numbers)


def _bodies(said_: PagesSaid) -> list[Json]:
    return [json.loads(one.document.body) for one in said_.pages]


async def test_a_page_is_a_document_of_its_own() -> None:
    """All parts of the answer together, without what tells nothing of its text."""
    first = page(pageprops={"infoboxes": '[{"parser_tag_version":2}]'})
    categories = [{"ns": 14, "title": "Category:Castaways"}]
    rest = {"pageid": 5, "ns": 0, "title": "Rob Mariano", "categories": categories}
    redirects = [{"ns": 0, "title": "Rob M."}, {"ns": 0, "title": "Boston Rob"}]

    got = await _fetched(
        said([first], more={"clcontinue": "5|A"}),
        said([{**rest, "redirects": redirects}]),
        titles=("Rob Mariano",),
    )

    kept = {key: first[key] for key in first if key != "touched"}
    (one,) = got.pages
    document = one.document
    assert one == PageSaid(
        number=5,
        title="Rob Mariano",
        url="https://survivor.fandom.com/wiki/Rob_Mariano",
        revision=50,
        revised_at=datetime(2026, 10, 1, 12, tzinfo=UTC),
        document=document,
    )
    assert document.key == DocumentKey("fandom", "page", "survivor:5")
    assert (document.url, document.etag, document.part_of) == (one.url, None, None)
    assert document.fetched_at == NOW
    assert document.keep == timedelta(days=3650)
    assert document.licence == "CC-BY-SA (https://www.fandom.com/licensing)"
    assert json.loads(document.body) == {
        "page": {**kept, "categories": categories},
        "redirects": ["Boston Rob", "Rob M."],
    }
    assert b": " not in document.body


async def test_what_is_said_alike_is_the_same_document() -> None:
    """Whatever else was asked for along with it, and by which name."""
    rob = page(redirects=[{"ns": 0, "title": "Boston Rob"}])
    later = {**dict(reversed(rob.items())), "touched": "2026-11-22T11:59:59Z"}
    moved = [{"from": "BR", "to": "Boston Rob"}]
    moved += [{"from": "Boston Rob", "to": "Rob Mariano"}]

    alone = await _fetched(said([rob]), numbers=(5,))
    among = await _fetched(
        said([page(6, "Amber"), later], redirects=moved), titles=("BR", "Amber")
    )

    assert among.pages[0].document == alone.pages[0].document


async def test_another_wiki_says_who_it_is() -> None:
    """Its source, its name with its path, and that it states no licence."""
    site = replace(
        SITE,
        article_url="https://wiki.example.org/index.php?title=$1",
        licence=None,
        licence_url=None,
    )

    got = await _fetched(
        said([page(title="Who?")]), titles=("Who?",), wiki=OTHER, site=site
    )

    (document,) = (one.document for one in got.pages)
    assert document.key == DocumentKey("wiki", "page", "wiki.example.org/w:5")
    assert document.url == "https://wiki.example.org/index.php?title=Who%3F"
    assert document.licence == "the wiki states no licence"


async def test_every_asked_title_is_told_where_it_led() -> None:
    """To a page, over any steps; or nowhere, for one of many reasons."""
    asked = {
        "boston_Rob ": 5,
        "Boston Rob": 5,
        "Rob Mariano": 5,
        "Cast": 5,
        "Nobody": None,
        "Loop": None,
        "Special:Search": None,
        "fr:Rob": None,
        "Self": None,
        "Talk:": None,
        "Rob|Amber": None,
        "#Rob": None,
        "": None,
        "x" * 300: None,
    }
    transport = Answers(
        said(
            [
                page(),
                MISSING,
                {"ns": -1, "title": "Special:Search", "special": True},
                {"title": "Talk:", "invalidreason": "It is empty.", "invalid": True},
                page(9, "Self", redirect=True),
            ],
            normalized=[{"from": "boston Rob", "to": "Boston Rob"}],
            redirects=[
                {"from": "Boston Rob", "to": "Rob Mariano"},
                {"from": "Cast", "to": "Rob Mariano", "tofragment": "Cast"},
                {"from": "Loop", "to": "Loop 2"},
                {"from": "Loop 2", "to": "Loop"},
            ],
            interwiki=[{"title": "fr:Rob", "iw": "fr"}],
        )
    )

    got = await fetch_pages(
        wiki_client(transport), SURVIVOR, SITE, NOW, titles=tuple(asked)
    )

    assert got.titles == asked
    assert [one.number for one in got.pages] == [5]
    assert _bodies(got)[0]["redirects"] == []
    assert (got.gone, got.refused) == ((), ())
    assert transport.asked[0]["titles"] == (
        "boston Rob|Boston Rob|Rob Mariano|Cast|Nobody|Loop|Special:Search|fr:Rob|Self|"
        "Talk:"
    )


async def test_numbers_tell_what_is_gone() -> None:
    """Deleted, or a redirect now: its text is another page's."""
    got = await _fetched(
        said([{"pageid": 7, "missing": True}, page(5), page(9, "R", redirect=True)]),
        numbers=(5, 7, 9),
    )

    assert [one.number for one in got.pages] == [5]
    assert (got.titles, got.gone) == ({}, (7, 9))


@pytest.mark.parametrize(
    ("broken", "words"),
    [
        ({"revisions": []}, "the page 'Rob Mariano' came without its text"),
        (
            {"revisions": [{**revision(""), "slots": {"main": {}}}]},
            "the page 'Rob Mariano' came without its text",
        ),
        (
            {"revisions": [{**revision(""), "slots": {"other": {"content": "x"}}}]},
            "the page 'Rob Mariano' came without its text",
        ),
        ({"revisions": [{"slots": {"main": {"content": "x"}}}]}, "revid"),
        ({"pageid": "5"}, "pageid"),
        ({"pageprops": {"infoboxes": [1]}}, "infoboxes|pageprops"),
    ],
)
async def test_a_page_that_was_cut_is_never_an_empty_one(
    broken: Json, words: str
) -> None:
    """The whole answer is refused: it is asked for again by the next run."""
    with pytest.raises(Changed, match=words):
        await _fetched(
            said([page(6, "A"), page(**broken)]), titles=("A", "Rob Mariano")
        )


async def test_a_page_that_an_answer_leaves_out_is_not_gone() -> None:
    """Neither by its title nor by its number."""
    for asked in ({"titles": ("Rob Mariano", "A")}, {"numbers": (5, 6)}):
        with pytest.raises(Changed, match="says nothing of"):
            await _fetched(said([page(6, "A")]), **asked)


async def test_a_page_that_cannot_be_taken_keeps_no_other_one_away() -> None:
    """It is told by its name: too large, hidden, or lost by its wiki."""
    large = "x" * (2 * 1024 * 1024)
    slots = {"hidden": {"texthidden": True}, "lost": {"textmissing": True}}
    hidden, lost = (
        {**revision(""), "slots": {"main": slots[name]}} for name in ("hidden", "lost")
    )
    pages = [
        page(1, "Fits", revisions=[revision(large)]),
        page(2, "Large", revisions=[revision(f"{large}é")]),
        page(3, "Hidden", revisions=[hidden]),
        page(4, "Lost", revisions=[lost]),
        page(5, "Oversight", revisions=[{**revision(""), "suppressed": True}]),
    ]
    titles = tuple(one["title"] for one in pages)

    got = await _fetched(said(pages), titles=titles)

    assert [one.number for one in got.pages] == [1]
    hides = "the wiki hides the text of its newest revision"
    assert got.refused == (
        RefusedPage(2, "Large", "its text has 2.0 MiB; 2 MiB are read"),
        RefusedPage(3, "Hidden", hides),
        RefusedPage(4, "Lost", "the wiki has lost the text of its newest revision"),
        RefusedPage(5, "Oversight", hides),
    )
    assert got.titles == {title: number for number, title in enumerate(titles, 1)}


async def test_no_question_is_longer_than_a_wiki_takes() -> None:
    """Fifty titles, or as many as an address of 6,000 bytes has room for."""
    titles = tuple(f"{'語' * 80} {number}" for number in range(60))
    names = tuple(f"Rob {number}" for number in range(60))

    def answer(asked: Mapping[str, str]) -> Json:
        listed = asked["titles"].split("|")
        return said([{"title": one, "missing": True} for one in listed])

    transport = Answers(answer)
    client = wiki_client(transport)
    got = await fetch_pages(client, SURVIVOR, SITE, NOW, titles=(*titles, *names))

    assert got.titles == dict.fromkeys((*titles, *names))
    counts = [one["titles"].count("|") + 1 for one in transport.asked]
    assert sum(counts) == 120
    assert max(counts) <= 50
    assert max(len(str(one.url)) for one in transport.requests) < 5_400
    # None is there that the one before it had room for.
    assert len(quote_plus(titles[0])) * (max(counts[:5]) + 2) > 4_800


async def test_nothing_is_asked_for_nothing() -> None:
    """Titles that can be none cost no request either."""
    transport = Answers(said())
    client = wiki_client(transport)

    got = await fetch_pages(client, SURVIVOR, SITE, NOW, titles=("<b>", ""))

    assert got == PagesSaid((), {"<b>": None, "": None})
    assert transport.requests == []


@pytest.mark.parametrize("kind", [Unavailable, RateLimited])
async def test_an_upstream_that_stays_away_is_an_error(
    kind: type[Unavailable],
) -> None:
    """And never an answer that pages are gone."""
    status = 429 if kind is RateLimited else 503

    with pytest.raises(kind):
        await _fetched(httpx2.Response(status), numbers=(5,))


async def test_a_wiki_of_the_stand_in_is_read(tmp_path: Path) -> None:
    """Redirects, a move and a deletion, and answers that come in parts."""
    upstream = UpstreamWiki(Upstream("", tmp_path))
    upstream.put_site(limits={"categories": 1, "revisions": 1})
    for number, name in enumerate(("Ana", "Bo", "Cy"), start=1):
        text = f"{name} [[Category:People]] [[Category:Winners]]"
        upstream.put(name, text, id=number, revision=number * 10)
    upstream.put("Anna", "#REDIRECT [[Ana]]", id=8)
    upstream.put("Loop", "#REDIRECT [[Loop 2]]", id=6)
    upstream.put("Loop 2", "#REDIRECT [[Loop]]", id=7)
    wiki = Wiki.fandom("islands")
    transport = httpx2.ASGITransport(create_app(tmp_path))
    template = "http://standin/fandom/{wiki}"
    client = wiki_client(transport, fandom_url_template=template)
    asked = ("anna", "Bo", "Cy", "Nobody", "Loop")

    site, _ = await fetch_site(client, wiki, NOW)
    before = await fetch_pages(client, wiki, site, NOW, titles=asked)
    async with httpx2.AsyncClient(transport=transport) as admin:
        deeds: tuple[tuple[str, Json], ...] = (
            ("edit", {"title": "Ana", "text": "Ana won"}),
            ("move", {"from": "Bo", "to": "Bob"}),
            ("delete", {"title": "Cy"}),
        )
        for deed, said_ in deeds:
            url = f"http://standin/standin/wikis/islands/{deed}"
            assert (await admin.post(url, json=said_)).is_success
    since = datetime.now(UTC) - timedelta(minutes=5)
    changes = await fetch_changes(client, wiki, since, datetime.now(UTC))
    after = await fetch_pages(client, wiki, site, NOW, numbers=(1, 2, 3))

    assert site.article_url == "https://islands.fandom.com/wiki/$1"
    assert site.is_free
    assert before.titles == {"anna": 1, "Bo": 2, "Cy": 3, "Nobody": None, "Loop": None}
    ana = _bodies(before)[0]
    assert ana["redirects"] == ["Anna"]
    assert [one["title"] for one in ana["page"]["categories"]] == [
        "Category:People",
        "Category:Winners",
    ]
    assert changes is not None
    assert changes.titles == {"Ana", "Bo", "Bob", "Cy"}
    assert [(one.title, one.url) for one in after.pages] == [
        ("Ana", "https://islands.fandom.com/wiki/Ana"),
        ("Bob", "https://islands.fandom.com/wiki/Bob"),
    ]
    assert after.pages[0].revision > before.pages[0].revision
    assert after.gone == (3,)
