"""Pictures out of the folder: only those the database confirms, and nothing else."""

from hashlib import sha256
from pathlib import Path

import httpx2
import pytest

from api.app import create_app
from tests.seed import seed_logo, seed_named
from tests.seed_whole import Island
from tests.stored_pictures import Stored, copy_key, seed_picture
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
        "content-disposition": "inline",
        "content-security-policy": "default-src 'none'; sandbox; "
        "frame-ancestors 'none'",
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


async def test_only_what_is_seen(
    database: Database, island: Island, media_root: Path, client: httpx2.AsyncClient
) -> None:
    """A picture is served while something that readers see shows it, and its copies."""
    picture = Stored("poster", "poster", widths=(185,))
    copy = copy_key("season", island.seasons[1], picture, 185)
    async with database.transaction() as tx:
        key = await seed_picture(tx, "season", island.seasons[1], picture)
        others = [
            await seed_picture(tx, entity, owner, Stored(entity, kind))
            for entity, owner, kind in (
                ("show", island.show, "backdrop"),
                ("episode", island.episodes[1], "still"),
                ("person", island.olga, "photo"),
            )
        ]
        await tx.execute("update core.media_assets set bytes = %s", [len(BODY)])
    keys = [key, copy, *others]
    for name in keys:
        path = media_root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(BODY)

    async def statuses() -> list[int]:
        return [(await client.get(f"/media/{one}")).status_code for one in keys]

    types = [(await client.get(f"/media/{one}")).headers for one in (key, copy)]
    assert [one["content-type"] for one in types] == ["image/jpeg", "image/webp"]
    assert {one["cache-control"] for one in types} == {
        "public, max-age=15552000, immutable"
    }
    for hidden, shown in (
        ("shows set published = false", "shows set published = true"),
        ("media_links set linked_at = null", "media_links set linked_at = now()"),
    ):
        for change, expected in ((hidden, [404] * 5), (shown, [200] * 5)):
            async with database.transaction() as tx:
                await tx.execute(f"update core.{change}".encode())
            assert await statuses() == expected, change
    async with database.transaction() as tx:
        await tx.execute("delete from core.media_links")
    assert await statuses() == [404] * 5


@pytest.mark.usefixtures("media_root")
async def test_no_key(client: httpx2.AsyncClient) -> None:
    """The folder itself is no picture."""
    for path in ("/media/", "/media/images"):
        answer = await client.get(path)
        assert answer.status_code == 404
        assert answer.json()["detail"] == "There is no such picture here."


async def test_file_lost(
    database: Database, media_root: Path, client: httpx2.AsyncClient
) -> None:
    """A picture whose file is gone is a 404, not a fault."""
    key = await stored(database, media_root)
    (media_root / key).unlink()
    assert (await client.get(f"/media/{key}")).status_code == 404


async def test_file_cut(
    database: Database, media_root: Path, client: httpx2.AsyncClient
) -> None:
    """A damaged file is not given out for half a year as the picture it was."""
    key = await stored(database, media_root)
    (media_root / key).write_bytes(BODY[:5])
    assert (await client.get(f"/media/{key}")).status_code == 404


SIZE = len(BODY)
WHOLE = (200, BODY, None)


PARTS = {
    "bytes=0-3": (206, BODY[:4], f"bytes 0-3/{SIZE}"),
    "bytes=4-": (206, BODY[4:], f"bytes 4-{SIZE - 1}/{SIZE}"),
    "Bytes = 2-2": (206, BODY[2:3], f"bytes 2-2/{SIZE}"),
    "bytes=-3": (206, BODY[-3:], f"bytes {SIZE - 3}-{SIZE - 1}/{SIZE}"),
    "bytes=5-9999": (206, BODY[5:], f"bytes 5-{SIZE - 1}/{SIZE}"),
    "bytes=-9999": (206, BODY, f"bytes 0-{SIZE - 1}/{SIZE}"),
    # Several at once, other units and what cannot be read: all of it.
    "bytes=0-1,3-4": WHOLE,
    "lines=0-3": WHOLE,
    "bytes=3-1": WHOLE,
    "bytes=-": WHOLE,
    "bytes=+1-2": WHOLE,
    f"bytes={'9' * 30}-": WHOLE,
    "nonsense": WHOLE,
    "": WHOLE,
}


async def test_ranges(
    database: Database, media_root: Path, client: httpx2.AsyncClient
) -> None:
    """Who asks for a part gets this part, with the type and tag of the whole.

    One that begins beyond the end is a problem that says the size.
    """
    address = f"/media/{await stored(database, media_root)}"
    for wanted, expected in PARTS.items():
        answer = await client.get(address, headers={"Range": wanted})
        headers = answer.headers
        found = (answer.status_code, answer.content, headers.get("content-range"))
        assert found == expected, wanted
        assert headers["content-type"] == "image/png"
        assert headers["etag"] == f'"{sha256(BODY).hexdigest()}"'
        assert headers["accept-ranges"] == "bytes"
        assert headers["content-length"] == str(len(expected[1]))
    for wanted in (f"bytes={SIZE}-", "bytes=9999-10000", "bytes=-0"):
        answer = await client.get(address, headers={"Range": wanted})
        assert answer.status_code == 416
        assert answer.headers["content-type"] == "application/problem+json"
        assert answer.headers["content-range"] == f"bytes */{SIZE}"
        assert f"{SIZE} bytes" in answer.json()["detail"]


async def test_if_range(
    database: Database, media_root: Path, client: httpx2.AsyncClient
) -> None:
    """A part of this very picture, all of it for who holds another and for HEAD."""
    key = await stored(database, media_root)
    etag = f'"{sha256(BODY).hexdigest()}"'
    lengths = []
    for tag in (etag, f"W/{etag}", '"other"', "Thu, 01 Jan 2026 00:00:00 GMT"):
        headers = {"Range": "bytes=0-3", "If-Range": tag}
        answer = await client.get(f"/media/{key}", headers=headers)
        lengths.append((answer.status_code, len(answer.content)))
    assert lengths == [(206, 4), (200, SIZE), (200, SIZE), (200, SIZE)]
    head = await client.head(f"/media/{key}", headers={"Range": "bytes=0-3"})
    assert (head.status_code, head.headers["content-length"]) == (200, str(SIZE))
    known = {"Range": "bytes=0-3", "If-None-Match": etag}
    assert (await client.get(f"/media/{key}", headers=known)).status_code == 304


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
        "images/logos/networks/nobody/0.png",
        "images/%00.png",
    ],
)
async def test_nothing_outside(
    database: Database, media_root: Path, client: httpx2.AsyncClient, path: str
) -> None:
    """No path leads out of the folder, nor to a folder."""
    await stored(database, media_root)
    (media_root.parent / "secret.txt").write_text("secret")
    answer = await client.get(f"/media/{path}")
    assert answer.status_code in {400, 404, 422}
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
