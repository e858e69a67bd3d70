"""Ids of IMDb, TMDb and Wikidata that a page states for what it is about."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final, Literal

from trr_backend.ingestion.wiki.markup.calls import TemplateCall
from trr_backend.ingestion.wiki.markup.words import WORDS, folded
from trr_backend.models.wiki_page import Infobox, PageExternalId, Section

Source = Literal["imdb", "tmdb", "wikidata"]
About = Literal["person", "show"] | None

_IMDB: Final = re.compile(r"(nm|tt)(\d{7,10})")
_WIKIDATA: Final = re.compile(r"Q[1-9]\d{0,11}")
_ADDRESS: Final = re.compile(
    r"https?://(?:(?:[a-z]{1,3}\.)?imdb\.com/(?:[a-z]{2}(?:-[a-z]{2})?/)?"
    r"(?:name|title)/(?P<imdb>(?:nm|tt)\d{7,10})"
    r"|(?:www\.)?themoviedb\.org/(?P<kind>person|tv)/(?P<tmdb>[1-9]\d{0,9})"
    r"|(?:www\.|m\.)?wikidata\.org/(?:wiki|entity)/(?P<wikidata>Q[1-9]\d{0,11}))"
    r"(?![\w])",
    re.IGNORECASE,
)
# Templates whose value is an id of theirs, without the letters.
_NUMBERS: Final[Mapping[str, tuple[Source, About]]] = {
    **dict.fromkeys(
        ("imdb name", "imdb person", "imdbname", "imdb-name"), ("imdb", "person")
    ),
    **dict.fromkeys(
        ("imdb title", "imdb show", "imdb series", "imdbtitle", "imdb-title"),
        ("imdb", "show"),
    ),
    **dict.fromkeys(("tmdb person", "tmdb name"), ("tmdb", "person")),
    **dict.fromkeys(("tmdb tv", "tmdb show", "tmdb series"), ("tmdb", "show")),
}
_DIGITS: Final = 10
_LETTERS: Final = {"person": "nm", "show": "tt"}


def external_ids(
    infoboxes: Iterable[Infobox],
    sections: Sequence[Section],
    calls: Iterable[TemplateCall],
    wikibase_item: str | None,
) -> tuple[PageExternalId, ...]:
    """Return the ids of a page; where it states two of a source and kind, neither.

    They are read from its infoboxes, its external links, templates for ids, and the
    Wikidata item that the wiki links the page with.
    """
    found: dict[tuple[Source, About], set[str]] = defaultdict(set)
    item = wikibase_item or ""
    stated = [
        *(
            [PageExternalId("wikidata", item, None)]
            if _WIKIDATA.fullmatch(item)
            else ()
        ),
        *(one for box in infoboxes for one in _of_infobox(box)),
        *(one for link in _external_links(sections) for one in _of_address(link)),
        *(one for call in calls for one in _of_template(call)),
    ]
    for one in stated:
        found[one.source, one.about].add(one.id)
    certain = (one for one in stated if len(found[one.source, one.about]) == 1)
    return tuple(dict.fromkeys(certain))


def _of_infobox(box: Infobox) -> Iterator[PageExternalId]:
    for value in box.all_values:
        for text in (*value.lines, *(link.target for link in value.links)):
            yield from _of_address(text)
            if whole := _IMDB.fullmatch(text):
                yield _imdb(whole[0])


def _of_address(text: str) -> Iterator[PageExternalId]:
    for found in _ADDRESS.finditer(text):
        if found["imdb"]:
            yield _imdb(found["imdb"].lower())
        elif found["tmdb"]:
            is_person = found["kind"].lower() == "person"
            yield PageExternalId(
                "tmdb", found["tmdb"], "person" if is_person else "show"
            )
        else:
            yield PageExternalId("wikidata", found["wikidata"].upper(), None)


def _of_template(call: TemplateCall) -> Iterator[PageExternalId]:
    source, about = _NUMBERS.get(call.name, (None, None))
    written = call.value("1", "id").removesuffix("/")
    if call.name == "imdb" and (whole := _IMDB.fullmatch(written)):
        yield _imdb(whole[0])
    number = _IMDB.sub(r"\2", written)
    if not number.isdecimal() or not number.isascii() or len(number) > _DIGITS:
        return
    if source == "imdb" and about:
        yield _imdb(_LETTERS[about] + number.zfill(7))
    elif source == "tmdb" and not number.startswith("0"):
        yield PageExternalId("tmdb", number, about)


def _imdb(written: str) -> PageExternalId:
    return PageExternalId("imdb", written, "person" if written[0] == "n" else "show")


def _external_links(sections: Sequence[Section]) -> Iterator[str]:
    """Yield where the links below such a heading lead, also in parts of its section."""
    names = WORDS["external_links"]
    for section in sections:
        if {folded(section.heading), folded(section.parent or "")} & names:
            yield from (link.target for link in section.links)
