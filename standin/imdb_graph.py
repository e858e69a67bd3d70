"""The catalogue's IMDb files as the nodes of IMDb's graph.

The same facts as in the datasets, in the other form: categories are localised texts
with opaque ids, kinds of other titles are attributes in words, lists are connections.
"""

import hashlib
import json
from collections.abc import Iterator

from standin.connections import connection
from standin.graphql import Arguments, GraphError, Node
from standin.imdb_files import ImdbFiles, Row

_CAST = frozenset({"actor", "actress", "self", "archive_footage", "archive_sound"})
_LIST_SIGN = "\x02"
_MOST_NAMES = 250
# How the graph words what the datasets call the types of another title.
_AKA_TYPES = {
    "alternative": "alternative title",
    "dvd": "DVD title",
    "festival": "festival title",
    "imdbDisplay": "IMDb display title",
    "original": "original title",
    "tv": "TV title",
    "video": "video title",
    "working": "working title",
}


class Graph:
    """The root of the graph over one catalogue."""

    def __init__(self, files: ImdbFiles) -> None:
        self._files = files

    def root(self) -> Node:
        """Return the fields that a question starts from."""
        return {
            "__typename": "Query",
            "title": lambda given: self.title(_text(given, "id")),
            "name": lambda given: self.name(_text(given, "id")),
            "names": self._names,
        }

    def title(self, title_id: str) -> Node | None:
        """Return a title, None where title.basics has none."""
        row = self._files.row("title.basics", title_id)
        if row is None:
            return None
        seconds = _number(row, "runtimeMinutes")
        year, end = _number(row, "startYear"), _number(row, "endYear")
        return {
            "__typename": "Title",
            "id": title_id,
            "titleText": _node("TitleText", text=row["primaryTitle"]),
            "originalTitleText": _node("TitleText", text=row["originalTitle"]),
            "titleType": _node("TitleType", id=row["titleType"]),
            "isAdult": row["isAdult"] == "1",
            "releaseYear": _node("YearRange", year=year, endYear=end),
            "runtime": _node("Runtime", seconds=seconds * 60) if seconds else None,
            "titleGenres": _node("TitleGenres", genres=list(_genres(row))),
            "ratingsSummary": self._ratings(title_id),
            "series": self._series(title_id),
            "akas": connection("Aka", list(self._akas(title_id))),
            "credits": connection("Credit", list(self._credits(title_id))),
            "episodes": self._episodes(title_id, row),
            "images": connection("Image", []),
        }

    def name(self, name_id: str) -> Node | None:
        """Return a person, None where name.basics has none."""
        row = self._files.row("name.basics", name_id)
        if row is None:
            return None
        professions = [
            one for one in (row["primaryProfession"] or "").split(",") if one
        ]
        return {
            "__typename": "Name",
            "id": name_id,
            "nameText": _node("NameText", text=row["primaryName"]),
            "birthDate": _date(row, "birthYear"),
            "deathDate": _date(row, "deathYear"),
            "primaryProfessions": [
                _node("PrimaryProfession", category=_category(one))
                for one in professions
            ],
            "primaryImage": None,
        }

    def _names(self, given: Arguments) -> list[Node | None]:
        ids = given.get("ids")
        if not isinstance(ids, list) or len(ids) > _MOST_NAMES:
            raise GraphError("ids must be a list of at most 250", "BAD_USER_INPUT")
        return [self.name(str(one)) for one in ids]

    def _ratings(self, title_id: str) -> Node:
        row = self._files.row("title.ratings", title_id) or {}
        mean = row.get("averageRating")
        return _node(
            "RatingsSummary",
            aggregateRating=float(mean) if mean else None,
            voteCount=_number(row, "numVotes") or 0,
        )

    def _series(self, title_id: str) -> Node | None:
        row = self._files.row("title.episode", title_id)
        if row is None:
            return None
        season, number = _number(row, "seasonNumber"), _number(row, "episodeNumber")
        numbers = _node("EpisodeNumber", seasonNumber=season, episodeNumber=number)
        known = season is not None or number is not None
        return _node(
            "Series",
            series=_node("Title", id=row["parentTconst"]),
            episodeNumber=numbers if known else None,
        )

    def _episodes(self, title_id: str, row: Row) -> Node | None:
        if row["titleType"] not in {"tvSeries", "tvMiniSeries"}:
            return None
        rows = [
            one
            for (one, *_) in self._files.all("title.episode").values()
            if one["parentTconst"] == title_id
        ]
        rows.sort(
            key=lambda one: (_place(one, "seasonNumber"), _place(one, "episodeNumber"))
        )
        nodes = [self.title(one["tconst"] or "") for one in rows]
        known = [node for node in nodes if node is not None]
        return _node("Episodes", episodes=connection("Episode", known))

    def _akas(self, title_id: str) -> Iterator[Node]:
        rows = self._files.rows("title.akas", title_id)
        for row in sorted(rows, key=lambda one: int(one["ordering"] or 0)):
            types = [_AKA_TYPES.get(one, one) for one in _list(row, "types")]
            words = [*types, *_list(row, "attributes")]
            yield _node(
                "Aka",
                text=row["title"],
                country=_node("DisplayableCountry", id=row["region"])
                if row["region"]
                else None,
                language=_node("DisplayableLanguage", id=row["language"])
                if row["language"]
                else None,
                attributes=[_concept("DisplayableAttribute", one) for one in words],
            )

    def _credits(self, title_id: str) -> Iterator[Node]:
        """Yield the principals, then who is in title.crew and not among them."""
        rows = self._files.rows("title.principals", title_id)
        for row in sorted(rows, key=lambda one: int(one["ordering"] or 0)):
            yield _credit(row)
        told = {(row["category"], row["nconst"]) for row in rows}
        crew = self._files.row("title.crew", title_id) or {}
        for category, column in (("director", "directors"), ("writer", "writers")):
            for name_id in (crew.get(column) or "").split(","):
                if name_id and (category, name_id) not in told:
                    yield _credit(
                        {"category": category, "nconst": name_id, "job": None}
                    )


def _credit(row: Row) -> Node:
    category = row["category"] or ""
    common = {
        "category": _category(category),
        "name": _node("Name", id=row["nconst"]),
        "attributes": None,
    }
    if category in _CAST:
        names = json.loads(row["characters"] or "[]")
        characters = [_node("Character", name=name) for name in names]
        return _node("Cast", **common, characters=characters or None)
    jobs = [_concept("CrewJob", row["job"])] if row["job"] else None
    return _node("Crew", **common, jobs=jobs)


def _genres(row: Row) -> Iterator[Node]:
    """Yield the genres in an order of their own: the graph's is by relevance."""
    for genre in reversed((row["genres"] or "").split(",")):
        if genre:
            yield _node("TitleGenre", genre=_concept("GenreItem", genre))


def _category(token: str) -> Node:
    return _concept("CreditCategory", token.replace("_", " ").title())


def _concept(kind: str, text: str) -> Node:
    digest = hashlib.sha256(text.encode()).hexdigest()[:12]
    return _node(kind, id=f"amzn1.imdb.concept.{digest}", text=text)


def _date(row: Row, column: str) -> Node | None:
    year = _number(row, column)
    if year is None:
        return None
    components = _node("DateComponents", year=year, month=None, day=None)
    return _node("DisplayableDate", dateComponents=components)


def _node(kind: str, **fields: object) -> Node:
    return {"__typename": kind, **fields}


def _text(given: Arguments, name: str) -> str:
    value = given.get(name)
    if not isinstance(value, str):
        raise GraphError(f"{name} is required", "BAD_USER_INPUT")
    return value


def _number(row: Row, column: str) -> int | None:
    cell = row.get(column)
    return int(cell) if cell else None


def _place(row: Row, column: str) -> float:
    number = _number(row, column)
    return float("inf") if number is None else number


def _list(row: Row, column: str) -> list[str]:
    return [one for one in (row[column] or "").split(_LIST_SIGN) if one]
