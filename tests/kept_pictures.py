"""Pictures for tests, written by plain SQL: what lists them, keeps them, shows them."""

from datetime import timedelta
from hashlib import sha256
from uuid import UUID

from tests.seed import insert_row
from trr_backend.repositories.db import Transaction

TMDB = "https://image.tmdb.org/t/p/original"


async def seed_asset(
    tx: Transaction,
    name: str,
    *,
    confirmed: bool = True,
    claimed: timedelta = timedelta(0),
    **columns: object,
) -> str:
    """Claim a picture with bytes that are its name; return its SHA-256.

    `claimed` so long ago; its key is images/NAME.png.
    """
    digest = sha256(name.encode()).hexdigest()
    row = {
        "sha256": digest,
        "key": f"images/{name}.png",
        "content_type": "image/png",
        "bytes": len(name),
        "width": 1000,
        "height": 1500,
        **columns,
    }
    await insert_row(tx, "media_assets", row)
    await tx.execute(
        "update core.media_assets set claimed_at = now() - %s,"
        " confirmed_at = case when %s then now() - %s end where sha256 = %s",
        [claimed, confirmed, claimed, digest],
    )
    return digest


async def seed_link(
    tx: Transaction,
    entity: str,
    entity_id: UUID,
    path: str,
    *,
    kind: str = "logo",
    **columns: object,
) -> None:
    """List a picture of TMDb's; with the `sha256` of a picture readers see it."""
    row: dict[str, object] = {
        "entity": entity,
        "entity_id": entity_id,
        "kind": kind,
        "source": "tmdb",
        "source_path": path,
        "source_url": f"{TMDB}{path}",
        **columns,
    }
    await insert_row(tx, "media_links", row)
    if "sha256" in columns and "linked_at" not in columns:
        await tx.execute(
            "update core.media_links set linked_at = now(), checked_at = now()"
            " where entity_id = %s and source_path = %s",
            [entity_id, path],
        )


async def seed_picture(
    tx: Transaction,
    entity: str,
    entity_id: UUID,
    name: str,
    *,
    kind: str = "logo",
    **columns: object,
) -> str:
    """Keep a picture /NAME.png that shows something; return its SHA-256."""
    digest = await seed_asset(tx, name)
    await seed_link(
        tx, entity, entity_id, f"/{name}.png", kind=kind, sha256=digest, **columns
    )
    return digest


async def seed_variant(tx: Transaction, of: str, name: str, width: int = 185) -> str:
    """Make a smaller copy NAME of a picture; return its SHA-256."""
    digest = await seed_asset(tx, name, width=width, height=width * 3 // 2)
    row = {"sha256": of, "format": "webp", "width": width, "variant_sha256": digest}
    await insert_row(tx, "media_variants", row)
    return digest
