"""Pictures drawn by the stand-in."""

import hashlib
import io
from itertools import combinations
from pathlib import Path

import httpx2
import imagehash
import pytest
from PIL import Image

from standin.pictures import SIZES, Drawing, Subject, draw
from tests.standin.conftest import put, series


def opened(body: bytes) -> Image.Image:
    """Return a picture, fully decoded."""
    picture = Image.open(io.BytesIO(body))
    picture.load()
    return picture


@pytest.mark.parametrize("subject", SIZES)
@pytest.mark.parametrize("ending", ["jpg", "png", "webp"])
def test_pictures_are_what_their_path_says(subject: Subject, ending: str) -> None:
    """Every subject is drawn in every format, in the size it declares."""
    picture = opened(draw(Drawing(subject, "A Show", f"/a.{ending}"), "original"))

    assert picture.size == SIZES[subject]
    assert picture.format == {"jpg": "JPEG", "png": "PNG", "webp": "WEBP"}[ending]


@pytest.mark.parametrize(
    ("size", "expected"),
    [
        ("w342", (342, 513)),
        ("w500", (500, 750)),
        ("w780", (500, 750)),
        ("h632", (421, 632)),
        ("original", (500, 750)),
    ],
)
def test_sizes_scale_down_and_never_up(size: str, expected: tuple[int, int]) -> None:
    """A size is a width or a height, and keeps the shape."""
    picture = opened(draw(Drawing("poster", "A Show", "/a.jpg"), size))

    assert picture.size == expected


def test_an_answer_may_say_the_size_and_a_note() -> None:
    """A drawing with a size of its own has that; a note changes what is to be read."""
    plain = Drawing("backdrop", "A Show", "/a.jpg", size=(1920, 1080))
    noted = Drawing("backdrop", "A Show", "/a.jpg", "backdrop 2, de", (1920, 1080))

    assert opened(draw(plain, "original")).size == (1920, 1080)
    assert draw(plain, "w300") != draw(noted, "w300")


def test_the_same_path_gives_the_same_bytes() -> None:
    """Drawing is deterministic, and other names and paths look different."""
    one = Drawing("logo", "Network", "/a.png")
    bodies = {
        draw(one, "original"),
        draw(Drawing("logo", "Netzwerk", "/a.png"), "original"),
        draw(Drawing("logo", "Network", "/b.png"), "original"),
    }
    first = draw(one, "original")
    draw.cache_clear()

    assert draw(one, "original") == first
    assert len(bodies) == 3


@pytest.mark.parametrize("subject", SIZES)
def test_two_paths_never_look_alike(subject: Subject) -> None:
    """With one name on all of them, more than their colour differs."""
    hashes = [
        imagehash.dhash(opened(draw(Drawing(subject, "A Show", f"/{n}.png"), "w185")))
        for n in range(20)
    ]

    assert min(one - other for one, other in combinations(hashes, 2)) > 4


@pytest.mark.parametrize("label", ["奔跑吧", "Operación Triunfo", "", "x" * 400])
def test_any_name_can_be_drawn(label: str) -> None:
    """Other scripts, no name and endless names are no reason to fail."""
    picture = opened(draw(Drawing("poster", label, "/a.png"), "w92"))

    assert len(picture.getcolors(1_000_000) or []) > 1


async def test_pictures_are_served_with_the_name_of_their_show(
    client: httpx2.AsyncClient, folder: Path
) -> None:
    """The catalogue says what a path shows; the type is that of the bytes."""
    network = {"id": 1, "name": "Channel", "logo_path": "/channel.png"}
    put(folder, "tv/9", series(9, "Nine", poster_path="/nine.jpg", networks=[network]))

    poster = await client.get("/t/p/w342/nine.jpg")
    logo = await client.get("/t/p/original/channel.png")
    again = await client.get(
        "/t/p/original/channel.png", headers={"If-None-Match": logo.headers["etag"]}
    )

    assert poster.content == draw(Drawing("poster", "Nine", "/nine.jpg"), "w342")
    assert poster.headers["content-type"] == "image/jpeg"
    assert logo.content == draw(Drawing("logo", "Channel", "/channel.png"), "original")
    assert logo.headers["content-type"] == "image/png"
    digest = hashlib.md5(logo.content, usedforsecurity=False).hexdigest()
    assert logo.headers["etag"] == f'"{digest}"'
    assert (again.status_code, again.content) == (304, b"")


async def test_pictures_need_no_token(address: str) -> None:
    """TMDb's picture host knows no keys; what no answer names is drawn, too."""
    async with httpx2.AsyncClient(base_url=address) as client:
        answer = await client.get("/t/p/w92/unknown.jpg")

    assert answer.status_code == 200
    assert opened(answer.content).size == (92, 138)


async def test_some_logos_are_svg(client: httpx2.AsyncClient, folder: Path) -> None:
    """An SVG is handed out as a PNG of the same name, too, as TMDb does."""
    network = {"id": 1, "name": "Channel", "logo_path": "/logo.svg"}
    put(folder, "tv/9", series(9, "Nine", networks=[network]))

    answer = await client.get("/t/p/original/logo.svg")
    drawn = await client.get("/t/p/original/logo.png")

    assert answer.headers["content-type"] == "image/svg+xml"
    assert answer.text.startswith("<svg ")
    assert drawn.headers["content-type"] == "image/png"
    assert drawn.content == draw(Drawing("logo", "Channel", "/logo.png"), "original")


async def test_what_did_not_change_is_told_by_tag_or_by_date(
    client: httpx2.AsyncClient,
) -> None:
    """If-None-Match and If-Modified-Since are answered 304; a wrong tag outweighs."""
    path = "/t/p/w92/a.png"
    first = (await client.get(path)).headers
    tag, date = first["etag"], first["last-modified"]
    asked: list[tuple[dict[str, str], int]] = [
        ({"If-None-Match": tag}, 304),
        ({"If-Modified-Since": date}, 304),
        ({"If-None-Match": '"other"', "If-Modified-Since": date}, 200),
        ({"If-Modified-Since": "Tue, 31 Dec 2024 23:59:59 GMT"}, 200),
        ({"If-Modified-Since": "yesterday"}, 200),
    ]

    for headers, status in asked:
        answer = await client.get(path, headers=headers)
        assert answer.status_code == status, headers
        assert (answer.headers["etag"], answer.headers["last-modified"]) == (tag, date)


@pytest.mark.parametrize(
    "path", ["/t/p/w0/a.jpg", "/t/p/large/a.jpg", "/t/p/w92/a.gif", "/t/p/w92/a"]
)
async def test_unknown_sizes_and_types_are_not_found(
    client: httpx2.AsyncClient, path: str
) -> None:
    """Only TMDb's sizes and formats exist."""
    assert (await client.get(path)).status_code == 404


async def test_seasons_episodes_and_people_have_pictures(
    client: httpx2.AsyncClient, folder: Path
) -> None:
    """Posters of seasons, stills and profiles show what their answers call them."""
    season = {"season_number": 1, "name": "Season 1", "poster_path": "/one.jpg"}
    put(folder, "tv/7", series(7, "Islanders", seasons=[season]))
    guest = {"id": 8, "name": "Bo", "profile_path": "/bo.jpg"}
    episode = {"name": "Landing", "still_path": "/land.jpg", "guest_stars": [guest]}
    put(folder, "tv/7/season/1", {**season, "episodes": [episode]})
    host = {"id": 9, "name": "Ada", "profile_path": "/ada.jpg"}
    put(folder, "tv/7/season/1/credits", {"cast": [host]})
    posters = [
        {"file_path": "/one.jpg", "width": 100, "height": 150},
        {"file_path": "/other.jpg", "iso_639_1": "de", "width": 2000, "height": 3000},
    ]
    put(folder, "tv/7/season/1/images", {"posters": posters})
    images = {"profiles": [{"file_path": "/cy2.jpg"}]}
    put(folder, "person/10", {"id": 10, "name": "Cy", "images": images})

    season_1, german = "Islanders Season 1", "poster 2, de"
    expected = [
        Drawing("poster", season_1, "/one.jpg", size=(100, 150)),
        Drawing("poster", season_1, "/other.jpg", german),
        Drawing("still", "Landing", "/land.jpg"),
        Drawing("profile", "Bo", "/bo.jpg"),
        Drawing("profile", "Ada", "/ada.jpg"),
        Drawing("profile", "Cy", "/cy2.jpg"),
    ]
    for drawing in expected:
        answer = await client.get(f"/t/p/original{drawing.path}")
        assert answer.content == draw(drawing, "original"), drawing
