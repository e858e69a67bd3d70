"""From the answers of IMDb's API to the records that the datasets give, too. Pure.

What the API words differently is brought into the words of the datasets
(docs/sources/imdb.md has the table): genres and categories become tokens, kinds of
other titles leave the attributes, seconds become minutes.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal, TypeVar

from trr_backend.integrations.imdb.wire import (
    Aka,
    Credit,
    Name,
    PartialDate,
    Text,
    Title,
    decode_names,
    decode_title,
)
from trr_backend.models.documents import Document
from trr_backend.models.imdb import (
    ImdbAka,
    ImdbCrewMember,
    ImdbEpisode,
    ImdbName,
    ImdbPart,
    ImdbPrincipal,
    ImdbRating,
    ImdbSlice,
    ImdbTitle,
)
from trr_backend.utils.text import clean

# Whoever changes what is made of the answers raises this.
IMDB_API_MAPPING = 1

_TOKEN = re.compile(r"[a-z]+(_[a-z]+)*")
_NO_WORD = re.compile(r"[^a-z0-9]+")
# The datasets name three genres at most, in the order of the alphabet.
_MOST_GENRES = 3
# How the graph words what the datasets call the types of another title.
_AKA_TYPES = {
    "alternative title": "alternative",
    "dvd title": "dvd",
    "festival title": "festival",
    "imdb display title": "imdbDisplay",
    "original title": "original",
    "tv title": "tv",
    "video title": "video",
    "working title": "working",
}
_CREW: tuple[Literal["director", "writer"], ...] = ("director", "writer")

_Node = TypeVar("_Node")
_Record = TypeVar("_Record")


def slice_from_imdb_api(documents: Sequence[Document]) -> ImdbSlice:
    """Return the records in the documents of one series, in the order asked for.

    Raises Changed where one of them has another shape than we know.
    """
    found = _Found()
    for document in documents:
        if document.key.kind == "names":
            for name in decode_names(document.body, document.url):
                found.add_name(name)
            continue
        title = decode_title(document.body, document.url)
        if title:
            found.add_page(title)
            if document.key.kind == "title":
                found.facts[title.id] = title
    return found.slice()


@dataclass(slots=True)
class _Found:
    """What all answers say together, by title; a connection not told has no key."""

    facts: dict[str, Title] = field(default_factory=dict)
    series_of: dict[str, str] = field(default_factory=dict)
    akas: dict[str, list[Aka | None]] = field(default_factory=dict)
    credits: dict[str, list[Credit | None]] = field(default_factory=dict)
    names: dict[str, Name] = field(default_factory=dict)

    def add_name(self, name: Name | None) -> None:
        """Take in a person; one of whom nothing is said may be there all the same."""
        if name and name.name_text:
            self.names[name.id] = name

    def add_page(self, title: Title) -> None:
        """Take in the connections of a title."""
        if title.akas:
            self.akas.setdefault(title.id, []).extend(title.akas.nodes)
        if title.credits:
            self.credits.setdefault(title.id, []).extend(title.credits.nodes)
        if title.episodes and title.episodes.episodes:
            for episode in title.episodes.episodes.nodes:
                # Pages overlap where episodes were added between them.
                if episode and episode.id not in self.facts:
                    self.facts[episode.id] = episode
                    self.series_of[episode.id] = title.id
                    self.add_page(episode)

    def slice(self) -> ImdbSlice:
        """Return the records, by id."""
        titles = [self.facts[one] for one in sorted(self.facts)]
        names = [self.names[one] for one in sorted(self.names)]
        return ImdbSlice(
            title_ids=tuple(title.id for title in titles),
            name_ids=tuple(name.id for name in names),
            titles=tuple(_title(one) for one in titles if _is_told(one)),
            episodes=tuple(
                _episode(one, self.series_of[one.id])
                for one in titles
                if one.id in self.series_of and one.series
            ),
            akas=tuple(_numbered(self.akas, _aka)),
            principals=tuple(_numbered(self.credits, _principal)),
            crew=tuple(_crew(self.credits)),
            ratings=tuple(one for title in titles for one in _rating(title)),
            names=tuple(_name(one) for one in names),
            unsure=frozenset(one for title in titles for one in self._unsure(title)),
        )

    def _unsure(self, title: Title) -> Iterator[tuple[ImdbPart, str]]:
        """Yield the parts of a title of which nothing was said, not even "none"."""
        told: dict[ImdbPart, bool] = {
            "titles": _is_told(title),
            "episodes": title.id not in self.series_of or title.series is not None,
            "akas": title.id in self.akas,
            "principals": title.id in self.credits,
            "crew": title.id in self.credits,
            "ratings": title.ratings_summary is not None,
        }
        yield from ((part, title.id) for part, known in told.items() if not known)


def _is_told(title: Title) -> bool:
    return title.title_type is not None and title.title_text is not None


def _title(title: Title) -> ImdbTitle:
    year, runtime = title.release_year, title.runtime
    return ImdbTitle(
        id=title.id,
        type=title.title_type.id if title.title_type else None,
        name=_text(title.title_text),
        original_name=_text(title.original_title_text),
        adult=title.is_adult,
        start_year=year.year if year else None,
        end_year=year.end_year if year else None,
        runtime_minutes=runtime.seconds // 60 if runtime else None,
        genres=_genres(title),
    )


def _genres(title: Title) -> tuple[str, ...]:
    given = title.title_genres.genres if title.title_genres else []
    words = [_text(one.genre) for one in given[:_MOST_GENRES]]
    return tuple(sorted(word.replace(" ", "-") for word in words if word))


def _episode(title: Title, series_id: str) -> ImdbEpisode:
    number = title.series.episode_number if title.series else None
    return ImdbEpisode(
        id=title.id,
        series_id=series_id,
        season_number=number.season_number if number else None,
        episode_number=number.episode_number if number else None,
    )


def _aka(title_id: str, ordering: int, aka: Aka) -> ImdbAka:
    words = [word for one in aka.attributes or () if (word := _text(one))]
    types = tuple(
        _AKA_TYPES[word.lower()] for word in words if word.lower() in _AKA_TYPES
    )
    return ImdbAka(
        title_id=title_id,
        ordering=ordering,
        title=clean(aka.text) or "",
        region=aka.country.id if aka.country else None,
        language=aka.language.id if aka.language else None,
        types=types,
        attributes=tuple(word for word in words if word.lower() not in _AKA_TYPES),
        is_original="original" in types,
    )


def _principal(title_id: str, ordering: int, credit: Credit) -> ImdbPrincipal:
    names = [clean(one.name) for one in credit.characters or ()]
    jobs = [_text(one) for one in credit.jobs or ()]
    return ImdbPrincipal(
        title_id=title_id,
        ordering=ordering,
        name_id=credit.name.id,
        category=_token(credit.category),
        job=", ".join(job for job in jobs if job) or None,
        characters=tuple(name for name in names if name),
    )


def _crew(credits_: Mapping[str, Sequence[Credit | None]]) -> Iterator[ImdbCrewMember]:
    """Yield the directors and writers of each title, each once a role."""
    for title_id in sorted(credits_):
        for role in _CREW:
            members = [
                credit.name.id
                for credit in credits_[title_id]
                if credit and _token(credit.category) == role
            ]
            for position, name_id in enumerate(dict.fromkeys(members)):
                yield ImdbCrewMember(title_id, role, name_id, position)


def _rating(title: Title) -> Iterator[ImdbRating]:
    """Yield the rating; a title without votes has none."""
    summary = title.ratings_summary
    if summary and summary.aggregate_rating is not None and summary.vote_count:
        yield ImdbRating(title.id, summary.aggregate_rating, summary.vote_count)


def _name(name: Name) -> ImdbName:
    tokens = [_token(one.category) for one in name.primary_professions or ()]
    return ImdbName(
        id=name.id,
        name=_text(name.name_text),
        birth_year=_year(name.birth_date),
        death_year=_year(name.death_date),
        professions=tuple(token for token in tokens if token),
    )


def _numbered(
    nodes: Mapping[str, Sequence[_Node | None]],
    make: Callable[[str, int, _Node], _Record],
) -> Iterator[_Record]:
    """Yield a record for each node of each title, numbered from 1 in their order.

    An empty place has its number, too.
    """
    for title_id in sorted(nodes):
        for ordering, node in enumerate(nodes[title_id], 1):
            if node is not None:
                yield make(title_id, ordering, node)


def _token(concept: Text) -> str | None:
    """Return a concept as the datasets write it: production_designer.

    The id is that word in old answers and opaque in new ones; the text is English.
    """
    if concept.id and _TOKEN.fullmatch(concept.id):
        return concept.id
    return _NO_WORD.sub("_", (concept.text or "").lower()).strip("_") or None


def _year(day: PartialDate | None) -> int | None:
    return day.date_components.year if day and day.date_components else None


def _text(text: Text | None) -> str | None:
    return clean(text.text) if text and text.text else None
