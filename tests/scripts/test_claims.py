"""Claims that come together are one transaction."""

import asyncio
from dataclasses import replace

from scripts._claims import Claims
from tests.trr_backend.repositories.test_pictures import PICTURE
from trr_backend.errors import PictureRefused
from trr_backend.models.media import Asset, PictureWanted
from trr_backend.repositories import suppressions
from trr_backend.repositories.db import Database
from trr_backend.repositories.picture_claims import Claim


def claim_of(letter: str, key: str = "") -> Claim:
    """Return the claim of a picture whose hash is this letter."""
    digest = letter * 64
    found = replace(PICTURE, sha256=digest)
    path = f"/{letter}.png"
    wanted = PictureWanted("tmdb", path, f"https://x{path}", ())
    return Claim(wanted, found, digest, key or f"key of {letter}")


async def test_claims_at_once_share_transactions(database: Database) -> None:
    """Whoever is there when one begins is in it."""
    claims = Claims(database, wait_scale=0.01)

    places = await asyncio.gather(*(claims.claim(claim_of(x)) for x in "0123456789ab"))

    assert places == [
        Asset(x * 64, f"key of {x}", confirmed=False) for x in "0123456789ab"
    ]
    async with database.transaction() as tx:
        cursor = await tx.execute(
            "select count(distinct xmin::text) from core.media_assets"
        )
        assert await cursor.fetchall() == [(1,)]


async def test_the_first_claim_of_the_same_bytes_decides(database: Database) -> None:
    """In one transaction as in two."""
    claims = Claims(database, wait_scale=0.01)
    same = [claim_of("a", "first"), claim_of("b"), claim_of("a", "second")]
    first, _, second = await asyncio.gather(*(claims.claim(one) for one in same))
    assert first == second


async def test_one_that_was_taken_down_refuses_no_other(database: Database) -> None:
    """Only its own claim fails."""
    async with database.transaction() as tx:
        await suppressions.keep(tx, "picture", "sha256", "a" * 64, "asked")
    claims = Claims(database, wait_scale=0.01)

    refused, kept = await asyncio.gather(
        claims.claim(claim_of("a")), claims.claim(claim_of("b")), return_exceptions=True
    )

    assert isinstance(refused, PictureRefused)
    assert kept == Asset("b" * 64, "key of b", confirmed=False)
