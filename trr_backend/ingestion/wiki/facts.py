"""A page as facts of whom or what it is about, with their source and licence.

Values are what the infobox and some sections state; nothing is guessed from prose. A
page about several people states nothing of anybody.
"""

from collections.abc import Iterable
from datetime import timedelta

from trr_backend.ingestion.wiki.collecting import Collected, iso_date
from trr_backend.ingestion.wiki.identity import identify
from trr_backend.ingestion.wiki.kinds import infobox_kind
from trr_backend.ingestion.wiki.ledger import (
    LEDGER_FIELDS,
    ledger_of_person,
    ledger_of_season,
)
from trr_backend.ingestion.wiki.maps import TemplateMap
from trr_backend.ingestion.wiki.named_seasons import season_named
from trr_backend.ingestion.wiki.prose import read_sections
from trr_backend.ingestion.wiki.seasons import SeasonKey
from trr_backend.ingestion.wiki.stated import BoxSaid, read_box
from trr_backend.ingestion.wiki.values import read_value
from trr_backend.models.documents import Document
from trr_backend.models.people import PersonFacts
from trr_backend.models.wiki import (
    FactSource,
    PageFacts,
    Roster,
    SeasonLedger,
    Wiki,
    WikiEntity,
    WikiSite,
)
from trr_backend.models.wiki_page import Infobox, WikiPage
from trr_backend.utils.text import web_address

_GENDERS = frozenset({"female", "male", "non_binary"})
# The moment of a revision is in UTC, where it may still be yesterday.
_A_DAY = timedelta(days=1)


def page_facts(  # noqa: PLR0913 - what a page is understood by
    page: WikiPage,
    entity: WikiEntity,
    template_map: TemplateMap,
    roster: Roster,
    source: FactSource,
    *,
    season: SeasonKey | None = None,
) -> PageFacts:
    """Return everything that a page states of the `entity` that it is about.

    `season` is the one that the page of a season was found to be about, where that is
    known better than by its title.
    """
    identity = identify(page, template_map, roster)
    if entity == "person" and not identity.is_single:
        return PageFacts(source, ())
    own = season or identity.own_season
    box = _subject_box(page, entity, template_map)
    said = read_box(box, entity, template_map) if box else BoxSaid(())

    def known(label: str) -> SeasonKey | None:
        return season_named(label, roster, identity.shows)

    whole = (page.title, own) if entity == "season" else ("", None)
    collected = Collected(known, whole)
    _collect(collected, page, entity, template_map, said)
    for entry in read_sections(page, entity, template_map, known):
        collected.add(entry.field, (entry.text,), entry.season, entry.heading)
    ledgers: Iterable[SeasonLedger] = ()
    vague = {scope for scope, field in collected.unreadable if field in LEDGER_FIELDS}
    if entity == "season":
        ledgers = ledger_of_season(page, said, own, template_map)
    elif entity == "person":
        clear = (fact for fact in collected.facts if fact.scope not in vague)
        ledgers = ledger_of_person(page, clear, template_map)
    return PageFacts(
        source=source,
        facts=collected.facts,
        ledgers=tuple(ledgers),
        unreadable=collected.unreadable,
        is_whole=said.is_whole and not (page.refused or vague),
    )


def fact_source(
    document: Document, page: WikiPage, wiki: Wiki, site: WikiSite
) -> FactSource:
    """Return where the facts of a page come from, and the words that say so.

    The revision is no part of these: what an edit leaves alone is not written again.
    """
    licence = site.licence or "no licence stated"
    return FactSource(
        source=wiki.source,
        source_url=page.url,
        revision=page.revision,
        retrieved_at=document.fetched_at,
        licence=site.licence,
        licence_url=site.licence_url,
        attribution=f'"{page.title}" on {site.site_name}, {page.url}, {licence}',
    )


def person_said(facts: PageFacts) -> PersonFacts:
    """Return the facts that a person's record has a place for.

    Only whole days, known genders and what holds always; a hometown is no birth place.
    """
    said = {fact.field: fact.value for fact in facts.facts if not fact.scope}
    texts = {field: one for field, one in said.items() if isinstance(one, str)}
    gender = texts.get("gender")
    return PersonFacts(
        gender=gender if gender in _GENDERS else None,
        birthday=iso_date(texts.get("birthday", "")),
        deathday=iso_date(texts.get("deathday", "")),
        place_of_birth=texts.get("place_of_birth"),
        homepage=web_address(texts.get("homepage")),
        facebook_handle=texts.get("facebook_handle"),
        instagram_handle=texts.get("instagram_handle"),
        twitter_handle=texts.get("twitter_handle"),
        tiktok_handle=texts.get("tiktok_handle"),
        youtube_handle=texts.get("youtube_handle"),
    )


def _subject_box(
    page: WikiPage, entity: WikiEntity, template_map: TemplateMap
) -> Infobox | None:
    """Return the first infobox about what the page is about.

    Shows and seasons have much in common: the infobox of one may look like the other's.
    """
    kinds = [(infobox_kind(box, template_map), box) for box in page.infoboxes]
    wanted = ["person"] if entity == "person" else [entity, "show", "season"]
    return next((box for kind in wanted for one, box in kinds if one == kind), None)


def _collect(
    collected: Collected,
    page: WikiPage,
    entity: WikiEntity,
    template_map: TemplateMap,
    said: BoxSaid,
) -> None:
    """Collect what an infobox states, but for days that cannot both be."""
    latest = page.revised_at.date() + _A_DAY if entity == "person" else None
    for stated in said.stated:
        read = read_value(stated.value, stated.rule, template_map, latest)
        collected.add_read(read, stated.season)
    for label in said.seasons:
        collected.add("seasons", (label.text,))
    born, died = collected.day("birthday"), collected.day("deathday")
    if born and died and born > died:
        collected.refuse(("birthday", "deathday"))
