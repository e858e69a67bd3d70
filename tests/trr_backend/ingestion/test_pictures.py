"""What documents list of pictures, as whole records: positions, scopes, oddities."""

import json
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from tests.trr_backend.ingestion.answers_by_hand import (
    NOW,
    SHOW,
    episode,
    listed,
    part,
    season,
    tv,
)
from trr_backend.errors import Changed
from trr_backend.ingestion.documents import TMDB_KEEP, TMDB_LICENCE
from trr_backend.ingestion.people import person_key
from trr_backend.ingestion.pictures import (
    credited_photo,
    joined,
    person_images,
    season_images,
    show_images,
)
from trr_backend.models.documents import Document
from trr_backend.models.media import (
    ImageRecord,
    ImageScope,
    ImagesRecord,
    PictureKind,
)
from trr_backend.models.overrides import Overrides

ENGLISH = ("en-US",)
LATER = NOW + timedelta(days=1)
ORIGINAL = "https://image.tmdb.org/t/p/original"
POSTERS = ImageScope("show", str(SHOW), "poster")
BACKDROPS = ImageScope("show", str(SHOW), "backdrop")
LOGOS = ImageScope("show", str(SHOW), "logo")
WHOLE = {
    "file_path": "/whole.jpg",
    "iso_639_1": "en",
    "iso_3166_1": "US",
    "width": 2000,
    "height": 3000,
    "vote_average": 5.3,
    "vote_count": 2,
}
NOTHING = ImagesRecord("tmdb", (), ())


def test_a_show_lists_all_its_pictures() -> None:
    """In our order; TMDb's own come last where no list has them."""
    images = {
        "posters": [_image("/none.jpg"), WHOLE],
        "backdrops": [_image("/en.jpg", "en"), _image("/text.jpg", "xx")],
        "logos": [_image("/logo.svg", "en")],
    }
    document = tv(NOW, images=images, poster_path="/own.jpg", backdrop_path="/text.jpg")

    assert show_images(document, ENGLISH) == ImagesRecord(
        source="tmdb",
        scopes=(POSTERS, BACKDROPS, LOGOS),
        images=(
            ImageRecord(
                entity="show",
                source_id=str(SHOW),
                kind="poster",
                source_path="/whole.jpg",
                source_url=f"{ORIGINAL}/whole.jpg",
                position=1,
                language="en",
                region="US",
                width=2000,
                height=3000,
                vote_average=5.3,
                vote_count=2,
            ),
            _of(POSTERS, "/none.jpg", 2),
            _of(POSTERS, "/own.jpg", 3),
            _of(BACKDROPS, "/text.jpg", 1),
            _of(BACKDROPS, "/en.jpg", 2, language="en"),
            _of(
                LOGOS,
                "/logo.svg",
                1,
                language="en",
                source_url=f"{ORIGINAL}/logo.png",
            ),
        ),
    )


def test_only_lists_that_came_are_scopes() -> None:
    """An empty one says that there are none; without any, the show's own are known."""
    said = tv(NOW, images={"posters": [], "logos": None}, backdrop_path="/b.jpg")
    assert show_images(said, ENGLISH) == ImagesRecord(
        "tmdb", (POSTERS,), (_of(BACKDROPS, "/b.jpg", 1),)
    )
    assert show_images(tv(NOW), ENGLISH) == NOTHING


def test_what_is_no_picture_is_left_out() -> None:
    """And what is odd about one is not said; a path counts once, as it came first."""
    odd = {
        "iso_639_1": "English",
        "iso_3166_1": "us",
        "width": 0,
        "height": 10**12,
        "vote_count": -1,
    }
    posters = [
        {},
        _image(""),
        _image("a.jpg"),
        _image("/../a.jpg"),
        _image("/a/b.jpg"),
        _image("/a"),
        _image(f"/{'a' * 201}.jpg"),
        {"file_path": "/odd.jpg", **odd},
        WHOLE,
        {**WHOLE, "vote_count": 9},
    ]
    found = show_images(tv(NOW, images={"posters": posters}), ENGLISH).images
    assert [(one.source_path, one.vote_count) for one in found] == [
        ("/whole.jpg", 2),
        ("/odd.jpg", None),
    ]
    assert found[1] == _of(POSTERS, "/odd.jpg", 2)


def test_what_a_person_chose_is_listed() -> None:
    """Last where no list has it; what was taken down as a field is no picture."""
    images = {"posters": [WHOLE, _image("/b.jpg")]}
    document = tv(NOW, images=images, poster_path="/own.jpg", backdrop_path="/o.jpg")

    def paths(**decided: Any) -> list[str]:
        found = show_images(document, ENGLISH, Overrides(**decided)).images
        return [one.source_path for one in found]

    show = ("show", str(SHOW))
    assert paths(values={show: {"poster_path": "/b.jpg"}}) == [
        "/whole.jpg",
        "/b.jpg",
        "/own.jpg",
        "/o.jpg",
    ]
    mine = {"backdrop_path": "/mine.jpg", "poster_path": "no path"}
    assert paths(values={show: mine})[-2:] == ["/o.jpg", "/mine.jpg"]
    assert paths(silenced={show: frozenset({"poster_path", "backdrop_path"})}) == [
        "/whole.jpg",
        "/b.jpg",
    ]


def test_seasons_and_episodes_list_theirs() -> None:
    """Posters of seasons, the one still of each episode; what is newest counts."""
    first = season(1, episode(11, 1, still_path="/s11.jpg"), poster_path="/p1.jpg")
    fourth = season(4, episode(41, 1), episode(11, 2, still_path="/moved.jpg"))
    documents = [
        part(
            1,
            {"season/4": fourth, "season/4/images": {"posters": [_image("/p4.jpg")]}},
            LATER,
        ),
        tv(
            NOW,
            seasons=[listed(1, 1), listed(4, 2), listed(3, 9, poster_path="/p3.jpg")],
            **{
                "season/1": first,
                "season/1/images": {"posters": [WHOLE]},
                "season/4/images": {"posters": [_image("/old.jpg")]},
            },
        ),
    ]

    found = season_images(documents, ENGLISH)

    one, three, four = (ImageScope("season", f"10{n}", "poster") for n in (1, 3, 4))
    bare, moved = (ImageScope("episode", key, "still") for key in ("41", "11"))
    assert found == ImagesRecord(
        source="tmdb",
        scopes=(one, four, bare, moved),
        images=(
            replace(_whole(), entity="season", source_id="101"),
            _of(one, "/p1.jpg", 2),
            _of(four, "/p4.jpg", 1),
            _of(moved, "/moved.jpg", 1),
            _of(three, "/p3.jpg", 1),
        ),
    )


def test_what_a_person_chose_for_parts_is_listed() -> None:
    """The poster of a season, the still of an episode."""
    said = season(1, episode(11, 1, still_path="/s.jpg"), poster_path="/p.jpg")
    document = tv(NOW, seasons=[listed(1, 1)], **{"season/1": said})
    decided = Overrides(
        values={
            ("season", "101"): {"poster_path": "/q.jpg"},
            ("episode", "11"): {"still_path": "/t.jpg"},
        }
    )
    found = season_images([document], ENGLISH, decided)
    assert [(one.source_path, one.position) for one in found.images] == [
        ("/p.jpg", 1),
        ("/q.jpg", 2),
        ("/s.jpg", 1),
        ("/t.jpg", 2),
    ]


def test_pictures_of_another_season_are_not_this_ones() -> None:
    """An answer of the same number and another id; parts that nobody asks for today."""
    other = {**season(1), "id": 999}
    entries = {"season/1": other, "season/1/images": {"posters": [WHOLE]}}
    documents = [
        tv(NOW, seasons=[listed(1, 1)], **entries),
        part(9, {"season/1/images": {"posters": [WHOLE]}}, LATER),
    ]
    assert season_images(documents, ENGLISH) == NOTHING
    assert season_images([], ENGLISH) == NOTHING


def test_a_broken_list_of_a_season_is_named() -> None:
    """With its number, in the address of what was read."""
    document = tv(NOW, seasons=[listed(1, 1)], **{"season/1/images": {"posters": 5}})
    with pytest.raises(Changed) as error:
        season_images([document], ENGLISH)
    assert (error.value.field, error.value.url) == (
        "posters",
        f"{document.url}#season/1/images",
    )


def test_a_person_lists_photos() -> None:
    """Those of their own answer; until it is there the one that credits name."""
    photos = ImageScope("person", "7", "photo")
    said = {"images": {"profiles": [_image("/a.jpg")]}, "profile_path": "/b.jpg"}
    answer = ImagesRecord(
        "tmdb", (photos,), (_of(photos, "/a.jpg", 1), _of(photos, "/b.jpg", 2))
    )
    credited = ImagesRecord("tmdb", (), (_of(photos, "/b.jpg", 1),))

    assert person_images(_person(**said), ENGLISH) == answer
    assert credited_photo(7, "/b.jpg") == credited
    assert credited_photo(7, None) == NOTHING
    chosen = Overrides(values={("person", "7"): {"profile_path": "/c.jpg"}})
    assert person_images(_person(**said), ENGLISH, chosen).images[2] == _of(
        photos, "/c.jpg", 3
    )
    assert joined([answer, credited]) == ImagesRecord(
        "tmdb", answer.scopes, (*answer.images, *credited.images)
    )


def _image(path: str, language: str | None = None, **said: Any) -> dict[str, Any]:
    return {"file_path": path, "iso_639_1": language, **said}


def _of(scope: ImageScope, path: str, position: int, **said: Any) -> ImageRecord:
    return ImageRecord(
        entity=scope.entity,
        source_id=scope.source_id,
        kind=scope.kind,
        source_path=path,
        source_url=said.pop("source_url", f"{ORIGINAL}{path}"),
        position=position,
        **said,
    )


def _whole(kind: PictureKind = "poster") -> ImageRecord:
    """Return what is made of WHOLE where it is the first."""
    said = {name: WHOLE[name] for name in ("width", "height", "vote_average")}
    of = ImageScope("show", str(SHOW), kind)
    return _of(of, "/whole.jpg", 1, language="en", region="US", vote_count=2, **said)


def _person(**said: Any) -> Document:
    return Document(
        key=person_key(7),
        url="https://example.org/person/7",
        body=json.dumps({"id": 7, "name": "Ann", **said}).encode(),
        fetched_at=NOW,
        licence=TMDB_LICENCE,
        keep=TMDB_KEEP,
    )
