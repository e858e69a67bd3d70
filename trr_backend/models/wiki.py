"""Wikis: which one, what it says of itself, its pages, and whom a page is about."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Literal
from uuid import UUID

from trr_backend.config.wikis import wiki_named
from trr_backend.errors import InputError
from trr_backend.models.documents import Document
from trr_backend.models.shows import ExternalId
from trr_backend.models.source_ref import shown

WikiSource = Literal["fandom", "wiki"]
WikiEntity = Literal["person", "show", "season"]
PageNumber = int
"""The wiki's own number of a page, which outlives its title."""


@dataclass(frozen=True, slots=True)
class Wiki:
    """A wiki as it is named: `survivor`, `survivor/de`, or a MediaWiki's base URL.

    `url` is the public address below which api.php is, without a slash at its end.
    """

    name: str
    source: WikiSource
    url: str

    @classmethod
    def parse(cls, text: str) -> "Wiki":
        """Read a Fandom name or the address of a wiki. Raises InputError."""
        if found := wiki_named(text):
            name, url = found
            return cls.fandom(name) if url is None else cls(name, "wiki", url)
        raise InputError(
            f"{shown(text)} names no wiki: use a Fandom name such as survivor or "
            "survivor/de, or the address below which a wiki's api.php is, such as "
            "https://wiki.example.org/w"
        )

    @classmethod
    def fandom(cls, name: str) -> "Wiki":
        """Return the wiki of Fandom with this name."""
        host, slash, language = name.partition("/")
        return cls(name, "fandom", f"https://{host}.fandom.com{slash}{language}")

    @property
    def limited_as(self) -> str:
        """What the limiter knows it as: each wiki has a rate of its own."""
        return f"wiki:{self.name}"


@dataclass(frozen=True, slots=True)
class WikiSite:
    """What a wiki says of itself: name, language, where articles are, its licence.

    `article_url` has `$1` for the title; `file_namespace` is the local name of "File".
    `is_free`: the licence is one of the free ones (CC BY, BY-SA, zero, GFDL).
    """

    site_name: str
    language: str
    article_url: str
    licence: str | None
    licence_url: str | None
    is_free: bool
    file_namespace: str = "File"


@dataclass(frozen=True, slots=True)
class KnownWiki:
    """A wiki that is stored; `site` None: it was not asked yet."""

    id: UUID
    wiki: Wiki
    site: WikiSite | None
    site_at: datetime | None
    changes_at: datetime | None


@dataclass(frozen=True, slots=True)
class PageSaid:
    """A page of an answer: its document, and what tells one revision from another."""

    number: PageNumber
    title: str
    url: str
    revision: int
    revised_at: datetime
    document: Document


@dataclass(frozen=True, slots=True)
class RefusedPage:
    """A page that is there and is not taken: too large, or hidden by its wiki."""

    number: PageNumber
    title: str
    reason: str


@dataclass(frozen=True, slots=True)
class PagesSaid:
    """What a wiki answered for some titles or numbers.

    `titles` maps each asked title to the number of the page that it led to, over
    normalisation and redirects; None: there is no such page, or its redirects lead
    round in a circle. `gone` are asked numbers that the wiki no longer has, or that are
    redirects now. What is stored of `refused` pages stays as it is; titles may lead to
    them though they are not among `pages`.
    """

    pages: tuple[PageSaid, ...]
    titles: dict[str, PageNumber | None] = field(default_factory=dict)
    gone: tuple[PageNumber, ...] = ()
    refused: tuple[RefusedPage, ...] = ()


@dataclass(frozen=True, slots=True)
class ChangesSaid:
    """What changed on a wiki up to `until`: numbers and titles of pages.

    A moved page is there with both titles, a deleted one with its title, and the number
    of neither need be.
    """

    until: datetime
    numbers: frozenset[PageNumber]
    titles: frozenset[str]


@dataclass(frozen=True, slots=True)
class FileSaid:
    """A file of a wiki, and what its own page says of its terms.

    `name` has underscores and no namespace; `url` is the lasting address of what was
    uploaded, `page_url` that of the file's page. Sizes in pixels and bytes, 0 where
    there are none. `is_free`: a free licence is stated there; nothing said is not free.
    """

    name: str
    url: str
    page_url: str
    width: int
    height: int
    bytes: int
    sha1: str | None
    mime: str
    licence: str | None
    licence_url: str | None
    author: str | None
    is_free: bool


@dataclass(frozen=True, slots=True)
class KnownSeason:
    """A season of a show that we know, by which a page's words are understood.

    `year` is that of its first day on air.
    """

    show_id: UUID
    show_name: str
    number: int
    name: str | None
    year: int | None = None


@dataclass(frozen=True, slots=True)
class KnownPerson:
    """Somebody credited in the shows that a wiki is read for.

    `seasons` are (show, season number) of their credits; `in_shows` the shows.
    """

    id: UUID
    name: str
    aliases: tuple[str, ...] = ()
    birthday: date | None = None
    external_ids: tuple[ExternalId, ...] = ()
    in_shows: frozenset[UUID] = frozenset()
    seasons: frozenset[tuple[UUID, int]] = frozenset()


@dataclass(frozen=True, slots=True)
class KnownShow:
    """A show that a wiki is read for; `titles` are its name and other titles.

    `countries` are ISO 3166-1 codes.
    """

    id: UUID
    name: str
    titles: tuple[str, ...] = ()
    first_air_year: int | None = None
    countries: tuple[str, ...] = ()
    external_ids: tuple[ExternalId, ...] = ()


@dataclass(frozen=True, slots=True)
class Roster:
    """Everybody and everything that a wiki's pages may be about.

    `named_seasons` are (show, number) by the titles of pages that are about seasons.
    """

    shows: tuple[KnownShow, ...]
    seasons: tuple[KnownSeason, ...]
    people: tuple[KnownPerson, ...]
    named_seasons: Mapping[str, tuple[UUID, int]] = field(default_factory=dict)


PageKind = Literal["person", "season", "show", "other"]


@dataclass(frozen=True, slots=True)
class PageIdentity:
    """What a page says of whom or what it is about: by its structure, not by prose.

    `name` is the title without what stands in brackets behind it (`qualifier`);
    `redirects` are the titles that lead here, without theirs; `said_names` the names
    and nicknames of its infobox. `seasons` and `shows` are ours that it names, each
    season's show among them; `own_season` is the one whose page it is by its title,
    `season_number` and `premiere_year` are what the infobox of a season states,
    `title_show` the show with which its title begins. `is_foreign`:
    the infobox names seasons or shows, and none of them is ours.
    `is_single`: it is about one person or thing.
    """

    title: str
    name: str
    kind: PageKind
    is_single: bool = True
    qualifier: str | None = None
    redirects: tuple[str, ...] = ()
    said_names: tuple[str, ...] = ()
    external_ids: tuple[ExternalId, ...] = ()
    birthday: date | None = None
    seasons: frozenset[tuple[UUID, int]] = frozenset()
    shows: frozenset[UUID] = frozenset()
    own_season: tuple[UUID, int] | None = None
    season_number: int | None = None
    premiere_year: int | None = None
    title_show: UUID | None = None
    is_foreign: bool = False
    is_disambiguation: bool = False


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody or something that a page may be about; `score` is 0 to 1.

    Of a season `id` is its show's, and `season_number` tells which it is.
    """

    entity: WikiEntity
    id: UUID
    name: str
    score: float
    reasons: tuple[str, ...]
    season_number: int | None = None


@dataclass(frozen=True, slots=True)
class Match:
    """Whom a page is about; `chosen` None: nobody is sure enough.

    `candidates` are all that were thought of, the likeliest first.
    """

    chosen: Candidate | None
    candidates: tuple[Candidate, ...] = ()


FactValue = str | tuple[str, ...]


@dataclass(frozen=True, slots=True)
class WikiFact:
    """A value that a page states of its subject.

    `scope` is "" or the season as the page names it; `season` ours, where it is known.
    Dates are ISO 8601; what is no date stays as it is written.
    """

    field: str
    value: FactValue
    scope: str = ""
    season: tuple[UUID, int] | None = None
    heading: str | None = None


@dataclass(frozen=True, slots=True)
class LedgerEntry:
    """Somebody's part in a season, as a page states it; texts are verbatim.

    `place` is the number in `placement`, 1 is the winner. `page_title` is the title of
    the page that the name links to. `position` counts from 1 in the order of the page.
    """

    name: str
    position: int
    page_title: str | None = None
    placement: str | None = None
    place: int | None = None
    entry: str | None = None
    exit: str | None = None
    teams: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SeasonLedger:
    """Who took part in one season; `season` is ours where it is known."""

    scope: str
    season: tuple[UUID, int] | None
    stated_by: Literal["season", "person"]
    entries: tuple[LedgerEntry, ...]


@dataclass(frozen=True, slots=True)
class FactSource:
    """Where facts come from and under which terms, as the wiki states them."""

    source: WikiSource
    source_url: str
    revision: int
    retrieved_at: datetime
    licence: str | None
    licence_url: str | None
    attribution: str


@dataclass(frozen=True, slots=True)
class PageFacts:
    """Everything a page states of its subject.

    `unreadable` are (scope, field) that hold what cannot be meant (a birth date of
    5,000 letters): what is stored of them stays as it is. `ledgers` are empty where the
    page states no participation. Of a page that is not `is_whole`, parts could not be
    read: whatever is stored and not stated here stays, too.
    """

    source: FactSource
    facts: tuple[WikiFact, ...]
    ledgers: tuple[SeasonLedger, ...] = ()
    unreadable: tuple[tuple[str, str], ...] = ()
    is_whole: bool = True
