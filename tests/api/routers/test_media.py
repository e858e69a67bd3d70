"""Pictures out of the folder: only those the database confirms, and nothing else."""

from hashlib import sha256
from pathlib import Path

import httpx2
import pytest

from api.app import create_app
from tests.seed import seed_logo, seed_named
from trr_backend.config import Settings
from trr_backend.repositories.db import Database

BODY = b"\x89PNG picture"


async def stored(
    database: Database, root: Path, body: bytes = BODY, *, confirmed: bool = True
) -> str:
    """Put a logo into the folder and the database; return its key."""
    async with database.transaction() as tx:
        network = await seed_named(tx, "network", "Bravo")
        key = await seed_logo(tx, "network", network, body, confirmed=confirmed)
    path = root / key
    path.parent.mkdir(parents=True)
    path.write_bytes(body)
    return key


async def test_picture(
    database: Database, media_root: Path, client: httpx2.AsyncClient
) -> None:
    """A picture comes with its type, its digest as tag, and is kept for six months."""
    key = await stored(database, media_root)
    answer = await client.get(f"/media/{key}")
    assert (answer.status_code, answer.content) == (200, BODY)
    expected = {
        "content-type": "image/png",
        "content-length": str(len(BODY)),
        "cache-control": "public, max-age=15552000, immutable",
        "etag": f'"{sha256(BODY).hexdigest()}"',
        "x-content-type-options": "nosniff",
    }
    assert {name: answer.headers[name] for name in expected} == expected
    head = await client.head(f"/media/{key}")
    assert (head.content, head.headers["etag"]) == (b"", expected["etag"])
    again = await client.get(
        f"/media/{key}", headers={"If-None-Match": expected["etag"]}
    )
    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["cache-control"] == expected["cache-control"]


async def test_other_sources_are_kept_longer(
    database: Database, media_root: Path, client: httpx2.AsyncClient
) -> None:
    """A picture that no TMDb term bounds is kept for a year."""
    key = await stored(database, media_root)
    async with database.transaction() as tx:
        await tx.execute("update core.media_links set source = 'fandom'")
    answer = await client.get(f"/media/{key}")
    assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"


async def test_unconfirmed(
    database: Database, media_root: Path, client: httpx2.AsyncClient
) -> None:
    """A claimed picture is not served before it is confirmed."""
    key = await stored(database, media_root, confirmed=False)
    assert (await client.get(f"/media/{key}")).status_code == 404


async def test_file_lost(
    database: Database, media_root: Path, client: httpx2.AsyncClient
) -> None:
    """A picture whose file is gone is a 404, not a fault."""
    key = await stored(database, media_root)
    (media_root / key).unlink()
    assert (await client.get(f"/media/{key}")).status_code == 404


@pytest.mark.parametrize("wanted", ["bytes=0-3", "bytes=9999-", "nonsense"])
async def test_ranges_are_ignored(
    database: Database, media_root: Path, client: httpx2.AsyncClient, wanted: str
) -> None:
    """Who asks for a part gets the whole, and was told that there are no parts."""
    key = await stored(database, media_root)
    answer = await client.get(f"/media/{key}", headers={"Range": wanted})
    assert (answer.status_code, answer.content) == (200, BODY)
    assert answer.headers["accept-ranges"] == "none"


@pytest.mark.parametrize(
    "path",
    [
        "../secret.txt",
        "..%2fsecret.txt",
        "%2e%2e/secret.txt",
        "images/../../secret.txt",
        "images%2f..%2f..%2fsecret.txt",
        "/etc/passwd",
        "%2fetc%2fpasswd",
        "..\\secret.txt",
        "images/",
        "images",
        "",
    ],
)
async def test_nothing_outside(
    database: Database, media_root: Path, client: httpx2.AsyncClient, path: str
) -> None:
    """No path leads out of the folder, nor to a folder."""
    await stored(database, media_root)
    (media_root.parent / "secret.txt").write_text("secret")
    answer = await client.get(f"/media/{path}")
    assert answer.status_code in {404, 422}
    assert "secret" not in answer.text.replace("secret.txt", "")


@pytest.mark.parametrize("key", ["../secret.txt", "images/link.png"])
async def test_database_cannot_lead_outside(
    database: Database, media_root: Path, client: httpx2.AsyncClient, key: str
) -> None:
    """Even a key or a link that points outside is not followed."""
    await stored(database, media_root)
    secret = media_root.parent / "secret.txt"
    secret.write_text("secret")
    (media_root / "images/link.png").symlink_to(secret)
    async with database.transaction() as tx:
        await tx.execute("update core.media_assets set key = %s", [key])
    answer = await client.get(f"/media/{key.replace('..', '%2e%2e')}")
    assert answer.status_code == 404


async def test_bucket(database: Database, media_root: Path, settings: Settings) -> None:
    """Where a bucket keeps the pictures, this route has none."""
    key = await stored(database, media_root)
    app = create_app(settings.model_copy(update={"media_url": "s3://trr-media"}))
    transport = httpx2.ASGITransport(app)
    async with (
        app.router.lifespan_context(app),
        httpx2.AsyncClient(transport=transport, base_url="http://trr.test") as client,
    ):
        assert (await client.get(f"/media/{key}")).status_code == 404
