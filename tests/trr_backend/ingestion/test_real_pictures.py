"""Recorded lists of pictures as records: each picture, with what is said of it.

What is expected is read from the raw JSON, by nothing of the product's.
"""

import json
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest

from tests.real_data import iter_recorded
from trr_backend.ingestion.documents import TMDB_KEEP, TMDB_LICENCE
from trr_backend.ingestion.pictures import person_images, season_images, show_images
from trr_backend.models.documents import Document, DocumentKey
from trr_backend.models.media import ImageRecord, ImagesRecord

pytestmark = pytest.mark.real
ENGLISH = ("en-US",)
LISTS = {"posters": "poster", "backdrops": "backdrop", "logos": "logo"}
Json = dict[str, Any]
"""What a list says of a picture: path, language, region, size, votes."""
Said = tuple[object, ...]


def test_every_recorded_list_of_pictures_goes_in() -> None:
    """As a show's, a season's or a person's; none is lost and nothing is changed."""
    seen: Counter[str] = Counter()
    for where, lists in _recorded_lists():
        for name in lists.keys() & LISTS.keys():
            _check(_show({name: lists[name]}), LISTS[name], lists[name], where)
            seen[name] += len(lists[name])
        if "posters" in lists:
            _check(_season(lists), "poster", lists["posters"], where)
        if "profiles" in lists:
            _check(_person(lists), "photo", lists["profiles"], where)
            seen["profiles"] += len(lists["profiles"])
    assert seen == {"posters": 1540, "backdrops": 778, "logos": 174, "profiles": 104}


def test_the_first_pictures_of_a_recorded_show() -> None:
    """Of 28 posters, 22 backdrops and 3 logos; the poster is TMDb's own first, too."""
    (answer,) = (
        one.body for one in iter_recorded("tmdb_fixtures/*/tmdb3/tv/*_with_images.json")
    )
    record = show_images(_document("tv", answer), ENGLISH)
    kinds = Counter(one.kind for one in record.images)
    assert kinds == {"poster": 28, "backdrop": 22, "logo": 3}
    firsts = [one for one in record.images if one.position == 1]
    assert [(one.kind, one.language, one.source_path) for one in firsts] == [
        ("poster", "en", json.loads(answer)["poster_path"]),
        ("backdrop", None, "/ro2nKGja5KHPNFxvmI2QsEU9Y4E.jpg"),
        ("logo", "fr", "/1JrVoNHy7VTJCKV60sDJGCcBL1H.png"),
    ]


def _recorded_lists() -> Iterator[tuple[str, Json]]:
    """Yield each object that holds lists of pictures, and where it is."""
    for recorded in iter_recorded():
        try:
            answer = json.loads(recorded.body)
        except ValueError:
            continue
        if recorded.status != 200 or not isinstance(answer, dict):
            continue
        for holder in (answer, answer.get("images")):
            if isinstance(holder, dict):
                lists = {
                    name: holder[name]
                    for name in (*LISTS, "profiles")
                    if isinstance(holder.get(name), list)
                }
                if lists:
                    yield recorded.file, lists


def _check(record: ImagesRecord, kind: str, listed: list[Json], where: str) -> None:
    found = [one for one in record.images if one.kind == kind]
    expected = {one["file_path"]: one for one in reversed(listed)}
    assert {_of(one) for one in found} == {
        _raw(path, one) for path, one in expected.items()
    }, where
    assert [one.position for one in found] == [*range(1, len(expected) + 1)], where
    assert all(
        one.source_url
        == "https://image.tmdb.org/t/p/original"
        + one.source_path.replace(".svg", ".png")
        for one in found
    ), where
    assert kind in {scope.kind for scope in record.scopes}, where


def _of(one: ImageRecord) -> Said:
    return (
        one.source_path,
        one.language,
        one.region,
        one.width,
        one.height,
        one.vote_average,
        one.vote_count,
    )


def _raw(path: str, said: Json) -> Said:
    """Return a picture as it was sent; xx is TMDb's code for no language."""
    average = said.get("vote_average")
    return (
        path,
        None if said.get("iso_639_1") == "xx" else said.get("iso_639_1"),
        said.get("iso_3166_1"),
        said["width"],
        said["height"],
        None if average is None else float(average),
        said.get("vote_count"),
    )


def _show(images: Json) -> ImagesRecord:
    return show_images(_document("tv", {"id": 1, "images": images}), ENGLISH)


def _season(images: Json) -> ImagesRecord:
    seasons = [{"id": 100, "season_number": 1}]
    answer = {"id": 1, "seasons": seasons, "season/1/images": images}
    return season_images([_document("tv", answer)], ENGLISH)


def _person(images: Json) -> ImagesRecord:
    return person_images(_document("person", {"id": 1, "images": images}), ENGLISH)


def _document(kind: str, answer: Json | bytes) -> Document:
    body = answer if isinstance(answer, bytes) else json.dumps(answer).encode()
    return Document(
        key=DocumentKey("tmdb", kind, "1"),
        url="",
        body=body,
        fetched_at=datetime(2026, 1, 2, tzinfo=UTC),
        licence=TMDB_LICENCE,
        keep=TMDB_KEEP,
    )
