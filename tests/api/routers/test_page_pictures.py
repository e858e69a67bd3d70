"""Pictures on the pages: in their widths, with words, over a preview."""

import re
from base64 import b64encode
from hashlib import sha256

import httpx2
import pytest

from api.app import create_app
from api.pages.pictures import Pictures, Thumbnail
from tests.api.conftest import running
from tests.seed_whole import Island
from tests.stored_pictures import THUMBHASH, Stored, copy_key, seed_picture
from trr_backend.config import Settings
from trr_backend.repositories.db import Database

SEE_THROUGH = "2ziDAoBFAAAAAAAAAAAAAAi3iIeHiHg="
POSTER = Stored("poster", "poster", widths=(185,), link={"language": "en"})


def image(page: str, key: str) -> str:
    """Return the first tag that shows a picture."""
    found = re.search(rf'<img src="/media/{key}"[^>]*>', page)
    assert found is not None
    return found[0]


async def test_show(
    database: Database, island: Island, client: httpx2.AsyncClient
) -> None:
    """A show has a banner with its logo, posters, stills, faces and a gallery."""
    async with database.transaction() as tx:
        poster = await seed_picture(tx, "show", island.show, POSTER)
        backdrop = await seed_picture(
            tx, "show", island.show, Stored("backdrop", "backdrop")
        )
        looks = {"colour": "#000000", "thumbhash": SEE_THROUGH}
        logo = await seed_picture(
            tx, "show", island.show, Stored("logo", "logo", widths=(185,), asset=looks)
        )
        others = [
            await seed_picture(tx, entity, owner, Stored(kind, kind.split()[-1]))
            for entity, owner, kind in (
                ("season", island.seasons[1], "season poster"),
                ("episode", island.episodes[1], "still"),
                ("person", island.olga, "photo"),
            )
        ]
    page = (await client.get("/shows/the-island")).text
    banner = re.search('<div class="banner">(.*?)</div>', page)
    assert banner is not None
    assert re.findall('src="([^"]*)"', banner[1]) == [
        f"/media/{backdrop}",
        f"/media/{logo}",
    ]
    assert 'alt="Logo of The Island"' in banner[1]
    copy = copy_key("show", island.show, POSTER, 185)
    assert image(page, poster) == (
        f'<img src="/media/{poster}" srcset="/media/{copy} 185w, '
        f'/media/{poster} 1000w" sizes="(max-width: 40rem) 12rem, 15rem" '
        'width="1000" height="1500" alt="Poster of The Island" class="blur p0" '
        'data-initials="TI" loading="lazy" decoding="async">'
    )
    for key in others:
        assert 'alt=""' in image(page, key)
    assert re.findall("<h4>([^<]*)</h4><ul class=.gallery", page) == [
        "Backdrops",
        "Posters",
        "Logos",
    ]
    assert f'<a href="/media/{poster}"><img src="/media/{poster}"' in page
    assert 'alt="Poster of The Island (en)"' in page
    sizes = re.findall('sizes="([^"]*)"', page.partition("<h3>Pictures</h3>")[2])
    assert sizes == [
        "(max-width: 40rem) 6.0rem, 7.3rem",
        "(max-width: 40rem) 2.7rem, 3.3rem",
    ]
    assert "pictures</a>" not in page
    # A picture that is not opaque has nothing behind it.
    assert "class=" not in image(page, logo)
    assert "image.tmdb.org" not in page


async def test_person(
    database: Database, island: Island, client: httpx2.AsyncClient
) -> None:
    """A person has a photo, and from the second on a gallery; more are in the API."""
    address = f"/people/{island.olga}"
    shown = []
    for many in (1, 2, 13):
        async with database.transaction() as tx:
            await tx.execute("delete from core.media_links")
            await tx.execute("delete from core.media_assets")
            for number in range(many):
                await seed_picture(
                    tx, "person", island.olga, Stored(f"{number}", "photo", number)
                )
        page = (await client.get(address)).text
        assert 'alt="Photo of Olga Host"' in page
        more = re.findall(r">(All \d+ pictures)<", page)
        shown.append((page.count("<img"), more))
    assert shown == [(1, []), (3, []), (13, ["All 13 pictures"])]
    assert f'<a href="/api/v1{address}/photos">All 13 pictures</a>' in page


async def test_previews_are_part_of_the_style(
    database: Database, island: Island, client: httpx2.AsyncClient
) -> None:
    """A preview is a rule of the page's second style, which its policy names."""
    async with database.transaction() as tx:
        await seed_picture(tx, "show", island.show, POSTER)
    answer = await client.get("/")
    styles = re.findall("<style>(.*?)</style>", answer.text, re.DOTALL)
    assert re.fullmatch(
        r"\.p0\{background:#804040 url\(data:image/png;base64,[A-Za-z0-9+/=]+\) "
        r"50%/100% 100%\}",
        styles[1],
    )
    digests = [b64encode(sha256(one.encode()).digest()).decode() for one in styles]
    policy = answer.headers["content-security-policy"]
    assert f"style-src 'sha256-{digests[0]}' 'sha256-{digests[1]}';" in policy


async def test_pictures_of_a_bucket(
    database: Database, island: Island, settings: Settings
) -> None:
    """Pictures of a bucket or a CDN are allowed by its origin alone."""
    async with database.transaction() as tx:
        key = await seed_picture(tx, "show", island.show, POSTER)
    base = {"cdn_base_url": "https://cdn.example/trr"}
    async with running(create_app(settings.model_copy(update=base))) as client:
        answer = await client.get("/shows/the-island")
    assert f'src="https://cdn.example/trr/{key}"' in answer.text
    policy = answer.headers["content-security-policy"]
    assert "img-src 'self' data: https://cdn.example;" in policy


@pytest.mark.parametrize(
    ("colour", "thumbhash", "expected"),
    [
        ("#102030", None, ".p0{background:#102030}"),
        ("#102030", "no hash", ".p0{background:#102030}"),
        ("#102030", "AAAA", ".p0{background:#102030}"),
        ("#102030", SEE_THROUGH, ""),
        (None, None, ""),
    ],
)
def test_ground(colour: str | None, thumbhash: str | None, expected: str) -> None:
    """The colour is behind a picture without a preview, nothing if it is unknown."""
    pictures = Pictures()
    one = Thumbnail("/media/x.png", 2, 3, None, thumbhash, colour)
    shown = pictures.framed(one, "Big Brother", sizes="1rem", alt='A "house"')
    assert pictures.style == expected
    marks = ' class="blur p0"' if expected else ""
    assert shown == (
        '<span aria-hidden="true">BB</span><img src="/media/x.png" width="2" '
        f'height="3" alt="A &quot;house&quot;"{marks} data-initials="BB" '
        'loading="lazy" decoding="async">'
    )


def test_previews_are_bounded() -> None:
    """A long page has previews of its first pictures and colours of the others."""
    pictures = Pictures()
    for number in range(200):
        colour = f"#{number:06x}"
        one = Thumbnail("/media/x.png", 2, 3, None, THUMBHASH, colour)
        pictures.alone(one, sizes="1rem")
    rules = pictures.style.splitlines()
    assert len(rules) == 200
    assert sum("url(" in rule for rule in rules) == 120
    assert rules[-1] == ".p199{background:#0000c7}"
