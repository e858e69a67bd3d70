"""A kept answer is the one that is read: byte for byte, header for header."""

from datetime import UTC, datetime, timedelta

import httpx2
import pytest

from api.app import create_app
from api.schemas.shows import ShowDetail
from tests.api.answers import get
from tests.api.conftest import running
from tests.kept_bodies import kept_bodies
from tests.seed_whole import Island, seed_episode
from trr_backend.config import Settings
from trr_backend.repositories.db import Database

SHOW = "/api/v1/shows/the-island"
CODINGS = {"identity": "", "gzip": "-gzip", "zstd": "-zstd"}
DETAILS = ("", "/seasons/1", "/seasons/1/episodes/1")


def headers(answer: httpx2.Response) -> dict[str, str]:
    """Return all headers but the one that is another each time."""
    return {
        name: text for name, text in answer.headers.items() if name != "x-request-id"
    }


async def raw(client: httpx2.AsyncClient, address: str, **sent: str) -> httpx2.Response:
    """Ask with these headers, names written with _, and with no coding by itself."""
    named = {name.replace("_", "-"): text for name, text in sent.items()}
    return await client.get(address, headers={"accept-encoding": "identity", **named})


async def test_as_read(settings: Settings, island: Island) -> None:
    """In every coding, with HEAD, with a condition, and from the route or the layer."""
    person = f"/api/v1/people/{island.olga}"
    async with kept_bodies(settings) as bodies:
        await bodies.heard()
        for address in (*(f"{SHOW}{part}" for part in DETAILS), person):
            tags = set()
            size = len((await raw(bodies.fresh, address)).content)
            for coding in CODINGS:
                sent = {"accept_encoding": coding}
                fresh = await raw(bodies.fresh, address, **sent)
                for _ in range(2):
                    kept = await raw(bodies.kept, address, **sent)
                    assert kept.content == fresh.content
                    assert headers(kept) == headers(fresh)
                tag = fresh.headers["etag"]
                known = await raw(bodies.kept, address, if_none_match=tag, **sent)
                assert (known.status_code, known.content) == (304, b"")
                assert headers(known) == headers(
                    await raw(bodies.fresh, address, if_none_match=tag, **sent)
                )
                head = await bodies.kept.head(
                    address, headers={"accept-encoding": coding}
                )
                assert (head.content, headers(head)) == (b"", headers(fresh))
                tags.add((tag, fresh.headers.get("content-encoding", "identity")))
            assert len(tags) == (3 if size >= 1024 else 1)
        hits = bodies.app.state.cache.hits
        assert (hits, bodies.app.state.cache.misses) == (4 * 12 - 4, 4)


async def test_not_kept(settings: Settings, island: Island) -> None:
    """Lists, cut answers and what is not there are read each time, in a coding too."""
    assert island
    async with kept_bodies(settings) as bodies:
        await bodies.heard()
        for address, status in {
            f"{SHOW}/cast": 200,
            f"{SHOW}?fields=name": 200,
            f"{SHOW}?include=seasons": 200,
            f"{SHOW}?nothing=1": 422,
            "/api/v1/shows/none": 404,
        }.items():
            for _ in range(2):
                answer = await raw(bodies.kept, address, accept_encoding="gzip")
                assert answer.status_code == status
        assert bodies.app.state.cache.entries == 0
        listed = await raw(bodies.kept, f"{SHOW}/cast", accept_encoding="zstd, gzip")
        assert listed.headers["content-encoding"] == "zstd"
        assert listed.headers["etag"].endswith('-zstd"')
        assert listed.headers["vary"] == "Accept-Encoding"


async def test_no_coding_left(settings: Settings, island: Island) -> None:
    """Who takes no coding that there is gets a problem, kept or not."""
    assert island
    async with kept_bodies(settings) as bodies:
        await bodies.heard()
        for _ in range(2):
            answer = await raw(bodies.kept, SHOW, accept_encoding="identity;q=0, br")
            assert (answer.status_code, answer.json()["detail"]) == (
                406,
                (
                    "There is this as it is, in gzip and in zstd; name one in "
                    "Accept-Encoding."
                ),
            )
            await raw(bodies.kept, SHOW)


async def test_origins_vary_too(settings: Settings, island: Island) -> None:
    """Where origins are named, caches are told of both that an answer differs by."""
    assert island
    named = settings.model_copy(
        update={"cache_mb": 64, "cors_origins": ("https://a.test",)}
    )
    async with running(create_app(named)) as client:
        for sent in ({}, {"origin": "https://a.test"}, {"origin": "https://b.test"}):
            answer = await client.get(SHOW, headers=sent)
            assert answer.headers["vary"] == "Accept-Encoding, Origin"


@pytest.mark.parametrize("zone", ["Pacific/Kiritimati", "Etc/GMT+12"])
async def test_days_are_in_utc(
    settings: Settings, database: Database, island: Island, zone: str
) -> None:
    """What has aired is counted by the day in UTC, wherever the database lies.

    At any hour it is another day in one of these zones.
    """
    today = datetime.now(UTC).date()
    async with database.transaction() as tx:
        name = await (await tx.execute("select current_database()")).fetchone()
        assert name is not None
        await tx.execute(f"alter database {name[0]} set timezone to '{zone}'".encode())
        for number in range(3):
            day = today + timedelta(days=number - 1)
            await seed_episode(tx, island.seasons[2], 20 + number, air_date=day)
    async with running(create_app(settings)) as client:
        detail = await get(client, SHOW, ShowDetail)
    assert detail.latest_episode is not None
    assert detail.next_episode is not None
    found = (detail.latest_episode.air_date, detail.next_episode.air_date)
    if datetime.now(UTC).date() == today:
        assert found == (today, today + timedelta(days=1))
