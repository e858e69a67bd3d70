"""Pictures as they come from the upstream."""

import base64
import gzip
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from standin.app import create_app
from standin.faults import parse_faults
from standin.pictures import Drawing, draw
from standin.wiki.addresses import hashed
from tests.standin.serving import serving
from tests.trr_backend.integrations.upstream import FakeLimiter
from trr_backend.config import Settings
from trr_backend.errors import InputError, NotFound, Refused, UpstreamError
from trr_backend.ingestion.images import PictureHosts, fetch_picture, wiki_of
from trr_backend.ingestion.upstreams import open_fandom, open_tmdb
from trr_backend.models.media import NotModified, Picture, PictureWanted
from trr_backend.models.wiki import Wiki
from trr_backend.utils.room import ByteRoom

WIKIA = "https://static.wikia.nocookie.net"
DATE = "Wed, 01 Jan 2025 00:00:00 GMT"


def wanted(path: str, source: str = "tmdb", etag: str | None = None) -> PictureWanted:
    """Return a picture as a plan names it; its address is not what is asked."""
    return PictureWanted(source, path, "https://image.tmdb.org/x", owners=(), etag=etag)


@asynccontextmanager
async def hosts(settings: Settings) -> AsyncIterator[PictureHosts]:
    """Open who is asked for pictures."""
    limiter = FakeLimiter()
    async with (
        open_tmdb(settings, limiter) as tmdb,
        open_fandom(settings, limiter) as fandom,
    ):
        yield PictureHosts(tmdb, fandom)


async def test_a_picture_comes_with_its_validators_and_is_not_fetched_twice(
    tmp_path: Path,
) -> None:
    """Its public address, its bytes in the room; only where asked is 304 an answer."""
    body = draw(Drawing("logo", "a.png", "/a.png"), "original")
    room = ByteRoom(1)
    with serving(create_app(tmp_path)) as address:
        settings = Settings(_env_file=None, tmdb_image_base_url=f"{address}/t/p")
        async with hosts(settings) as asked:
            first = await fetch_picture(asked, wanted("/a.svg"), room=room)
            assert isinstance(first, Picture)
            room.give(len(first.body))
            known = wanted("/a.png", etag=first.etag)
            again = await fetch_picture(asked, known, room=room, conditional=True)
            left = room.taken
            anew = await fetch_picture(asked, known, room=room)

    url = "https://image.tmdb.org/t/p/original/a.png"
    assert first == Picture(url, body, first.etag, DATE)
    assert again == NotModified(url, first.etag, DATE)
    assert (left, anew, room.taken) == (0, first, len(body))


BOMB = base64.b64encode(gzip.compress(bytes(30 * 1024 * 1024))).decode()


async def _fetched(
    catalogue: Path, room: ByteRoom, **fault: object
) -> Picture | NotModified:
    """Fetch a picture from a host that misbehaves."""
    faults = parse_faults([{"match": "^/t/p/", **fault}])
    with serving(create_app(catalogue, faults=faults)) as address:
        base_url = f"{address}/t/p"
        settings = Settings(
            _env_file=None, tmdb_image_base_url=base_url, wait_scale=0.001
        )
        async with hosts(settings) as asked:
            return await fetch_picture(asked, wanted("/a.png"), room=room)


@pytest.mark.parametrize(
    ("fault", "words"),
    [
        ({"kind": "huge", "size_bytes": None}, "larger than 20 MiB"),
        ({"kind": "huge", "declare_length": True}, "larger than 20 MiB"),
        ({"kind": "body", "base64": BOMB, "content_encoding": "gzip"}, "than 20 MiB"),
        ({"kind": "wrong_length", "declared_bytes": 10**6}, "RemoteProtocolError"),
        ({"kind": "truncated"}, "RemoteProtocolError"),
        ({"kind": "redirect", "location": "http://127.0.0.1:9/"}, "port 9 is not"),
        ({"kind": "redirect", "location": "file:///etc/passwd"}, "it is not https"),
        ({"kind": "redirect", "location": "https://example.org/a.png"}, "not allowed"),
    ],
)
async def test_a_host_that_misbehaves_is_named(
    tmp_path: Path, fault: dict[str, object], words: str
) -> None:
    """Each fault is an error with its reason, and leaves the room free."""
    room = ByteRoom(10**9)
    with pytest.raises(UpstreamError, match=words):
        await _fetched(tmp_path, room, **fault)
    assert room.taken == 0


@pytest.mark.parametrize(
    ("fault", "length"),
    [
        ({"kind": "wrong_length", "declared_bytes": 100}, 100),
        ({"kind": "slow", "chunk_bytes": 1000, "interval_seconds": 0.001}, None),
    ],
)
async def test_a_picture_is_what_was_announced(
    tmp_path: Path, fault: dict[str, object], length: int | None
) -> None:
    """Cut where the host says so, which the check of the picture finds; else whole."""
    room = ByteRoom(10**9)
    picture = await _fetched(tmp_path, room, **fault)

    body = draw(Drawing("logo", "a.png", "/a.png"), "original")
    assert isinstance(picture, Picture)
    assert picture.body == body[:length]
    assert room.taken == len(picture.body)


async def test_pictures_of_wikis_are_asked_of_their_wiki(tmp_path: Path) -> None:
    """By their address, language included, and once; elsewhere nobody is asked."""
    folder = tmp_path / "wikis" / "survivor" / "de"
    folder.mkdir(parents=True)
    (folder / "site.json").write_text("{}")
    (folder / "files.json").write_text('{"Ré B.png": {"width": 90, "height": 90}}')
    address = f"{WIKIA}/survivor/images/{hashed('Ré_B.png')}/revision/latest"
    listed = PictureWanted(
        "fandom", "survivor/de/Ré_B.png", f"{address}?path-prefix=de", owners=()
    )
    with serving(create_app(tmp_path)) as base:
        settings = Settings(_env_file=None, fandom_image_base_url=f"{base}/wikia")
        async with hosts(settings) as asked:
            first = await fetch_picture(asked, listed)
            assert isinstance(first, Picture)
            known = replace(listed, etag=first.etag)
            again = await fetch_picture(asked, known, conditional=True)
            with pytest.raises(NotFound):
                await fetch_picture(asked, replace(listed, source_url=address))
            elsewhere = replace(listed, source_url="https://example.org/a.png")
            with pytest.raises(Refused, match="lies elsewhere"):
                await fetch_picture(asked, elsewhere)
            with pytest.raises(InputError, match="of 'imdb' are not fetched"):
                await fetch_picture(asked, replace(listed, source="imdb"))
            assert (asked.fandom.requests, asked.tmdb.requests) == (3, 0)
    assert again == NotModified(first.url, first.etag, DATE)
    assert first.url == f"{address}?format=original&path-prefix=de"
    assert first.body.startswith(b"\x89PNG")


@pytest.mark.parametrize(
    ("path", "url", "wiki"),
    [
        ("survivor/A.png", f"{WIKIA}/a", Wiki.fandom("survivor")),
        ("survivor/de/A.png", f"{WIKIA}/a", Wiki.fandom("survivor/de")),
        (
            "w.example.org:81/w/A.png",
            "http://w.example.org:81/a",
            Wiki("w.example.org:81/w", "wiki", "http://w.example.org:81/w"),
        ),
    ],
)
def test_a_picture_says_whose_it_is(path: str, url: str, wiki: Wiki) -> None:
    """Its path begins with the wiki's name, a language or folder included."""
    assert wiki_of(PictureWanted(wiki.source, path, url, owners=())) == wiki
