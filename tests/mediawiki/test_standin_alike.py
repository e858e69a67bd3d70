"""The stand-in's wikis answer what a real MediaWiki with the same pages answers."""

import json
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from tests.mediawiki.contents import PLAYERS
from tests.mediawiki.installed import real_wiki
from tests.mediawiki.running import MediaWiki
from tests.mediawiki.test_asked_pages import LEADS, ODD
from tests.mediawiki.twin import answers_of, differences, twin
from tests.upstream import Upstream
from tests.wiki_upstream import UpstreamWiki
from trr_backend.integrations.fandom import questions

pytestmark = real_wiki

Asked = Mapping[str, str | int]
PLAIN: Asked = {"action": "query", "format": "json", "formatversion": 2}
NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
# What differs from one wiki to the next, or from one moment.
PASSING = ("touched", "curtimestamp", "timestamp", "rcid", "logid")
# The stand-in draws its files anew, and nobody uploads them.
DRAWN = ("size", "sha1", "width", "height", "user")
UNLIKE = ("generator", "scriptpath", "servername", "wikiid", "misermode", "time")
# MediaWiki mends what is no Unicode, and knows its own special pages and scripts.
LEFT_OUT = ("\uffff", "\ufdd0none", "Special:Nope", "MediaWiki:Common.js")


def test_to_every_question(upstream: Upstream, read_only: MediaWiki) -> None:
    """Pages by title and number, files, revisions, in all their parts; and errors."""
    other = twin(upstream, read_only)
    odd = [title for title in ODD if title not in LEFT_OUT]
    many = ["Many Categories", "Many References", *PLAYERS[:48]]
    asked: list[Asked] = [
        questions.pages_by_title([title for title in LEADS if len(title) < 200]),
        questions.pages_by_title(many),
        questions.pages_by_title(odd[:40]),
        questions.pages_by_title(odd[40:]),
        questions.pages_by_number([1, 2, 5, 9, 14, 20, 25, 30, 99_999]),
        questions.files(["Ada.png", "Ada in Tonga.jpg", "Nobody.png", "ada.png"]),
        questions.revisions([1, 2, 3, 99_999]),
        {**PLAIN, "titles": "ada Brook", "prop": "info", "inprop": "url|displaytitle"},
        {**PLAIN, "titles": "a|A|a|ada Brook|Ada Brook||"},
        {**PLAIN, "titles": "Ada Brook", "prop": "no|such", "other": "1"},
        {**PLAIN, "titles": "|".join(f"x{n}" for n in range(51))},
        {**PLAIN, "titles": "a", "pageids": "1"},
        {**PLAIN, "pageids": "x"},
        {**questions.pages_by_title(["Many Categories"]), "clcontinue": "x"},
        {**questions.changes(NOW), "rcstart": "x"},
        {**questions.changes(NOW), "rccontinue": "x"},
        {**questions.SITE, "maxlag": "x"},
        {**PLAIN, "action": "other"},
        PLAIN,
    ]

    for question in asked:
        assert _unlike(other, read_only, question) == []


def test_to_what_it_is(upstream: Upstream, read_only: MediaWiki) -> None:
    """All that the stand-in says of its wiki, the real one says."""
    (said,) = _alike(twin(upstream, read_only), questions.SITE)
    (real,) = _alike(read_only, questions.SITE)

    for name, known in said["query"].items():
        of_wiki = {key: one for key, one in known.items() if key not in UNLIKE}
        real_one = {key: real["query"][name].get(key) for key in of_wiki}
        assert [*differences(of_wiki, real_one)] == []


def test_after_the_same_deeds(upstream: Upstream, mediawiki: MediaWiki) -> None:
    """What changed, and what the pages and files are then."""
    other = twin(upstream, mediawiki)
    edited, moved, away, deleted, restored, led, back, again = PLAYERS[:8]
    for wiki in (other, mediawiki):
        wiki.edit(edited, "Other words.\n")
        wiki.edit(edited, "Other words.")
        wiki.edit("Somebody New", "Words.")
        wiki.move(moved, "Somebody Moved")
        wiki.move(away, "Somebody Away", redirect=False)
        wiki.delete(deleted)
        wiki.delete(restored)
        wiki.restore(restored)
        wiki.edit(led, "#REDIRECT [[Ada Brook]]")
        wiki.move(back, "Somebody Back")
        wiki.move("Somebody Back", back)
        wiki.delete(again)
        wiki.edit(again, "Made again.")
        wiki.move("File:Ben Castle.jpg", "File:Ben.jpg")
        wiki.delete("File:Flag.svg")
    since = datetime.now(UTC) - timedelta(minutes=10)
    titles = [*PLAYERS[:8], "Somebody New", "Somebody Moved", "Somebody Away"]
    asked = [
        questions.changes(since),
        questions.pages_by_title([*titles, "Somebody Back", "File:Ben.jpg"]),
        questions.files(["Ben Castle.jpg", "Ben.jpg", "Flag.svg"]),
    ]

    for question in asked:
        assert _unlike(other, mediawiki, question) == []


def _unlike(other: UpstreamWiki, mediawiki: MediaWiki, asked: Asked) -> list[str]:
    return [*differences(_alike(other, asked), _alike(mediawiki, asked))]


def _alike(wiki: MediaWiki | UpstreamWiki, asked: Asked) -> list[Any]:
    """Return the parts of an answer without what differs between any two wikis."""
    if isinstance(wiki, MediaWiki):
        url, address, path = wiki.wiki().url, wiki.address, "/w/"
    else:
        url, address = wiki.url, wiki.upstream.address
        path = f"/fandom/{wiki.name}/"
    text = json.dumps(answers_of(url, asked))
    text = text.replace(address, "http://wiki").replace(path, "/path/")
    text = text.replace("/path/images/", "/images/")
    return [_bare(part) for part in json.loads(text)]


def _bare(value: Any) -> Any:
    if isinstance(value, dict):
        left_out = {*PASSING, *(DRAWN if "descriptionurl" in value else ())}
        kept = {key: one for key, one in value.items() if key not in left_out}
        return {key: _sorted(key, _bare(one)) for key, one in kept.items()}
    return [_bare(one) for one in value] if isinstance(value, list) else value


def _sorted(key: str, value: Any) -> Any:
    """Return the pages and titles of an answer in an order of their own."""
    if key in ("pages", "normalized"):
        return sorted(value, key=lambda one: json.dumps(one, sort_keys=True))
    return value
