"""Pictures as they come from the upstream."""

from pathlib import Path

import pytest

from standin.app import create_app
from standin.pictures import Drawing, draw
from tests.standin.serving import serving
from tests.trr_backend.integrations.upstream import FakeLimiter
from trr_backend.config import Settings
from trr_backend.errors import InputError
from trr_backend.ingestion.images import fetch_picture
from trr_backend.ingestion.upstreams import open_tmdb
from trr_backend.models.media import NotModified, Picture, PictureWanted
from trr_backend.utils.room import ByteRoom

DATE = "Wed, 01 Jan 2025 00:00:00 GMT"


def wanted(path: str, source: str = "tmdb", etag: str | None = None) -> PictureWanted:
    """Return a picture as a plan names it; its address is not what is asked."""
    return PictureWanted(source, path, "https://image.tmdb.org/x", owners=(), etag=etag)


async def test_a_picture_comes_with_its_validators_and_is_not_fetched_twice(
    tmp_path: Path,
) -> None:
    """Its public address, its bytes in the room; only where asked is 304 an answer."""
    body = draw(Drawing("logo", "a.png", "/a.png"), "original")
    room = ByteRoom(1)
    with serving(create_app(tmp_path)) as address:
        settings = Settings(_env_file=None, tmdb_image_base_url=f"{address}/t/p")
        async with open_tmdb(settings, FakeLimiter()) as client:
            first = await fetch_picture(client, wanted("/a.svg"), room=room)
            assert isinstance(first, Picture)
            room.give(len(first.body))
            known = wanted("/a.png", etag=first.etag)
            again = await fetch_picture(client, known, room=room, conditional=True)
            left = room.taken
            anew = await fetch_picture(client, known, room=room)

    url = "https://image.tmdb.org/t/p/original/a.png"
    assert first == Picture(url, body, first.etag, DATE)
    assert again == NotModified(url, first.etag, DATE)
    assert (left, anew, room.taken) == (0, first, len(body))


async def test_another_source_s_pictures_are_not_asked_of_tmdb() -> None:
    """Its path would mean another picture there."""
    async with open_tmdb(Settings(_env_file=None), FakeLimiter()) as client:
        with pytest.raises(InputError, match="pictures of 'fandom' are not fetched"):
            await fetch_picture(client, wanted("/a.png", source="fandom"))
        assert client.requests == 0
