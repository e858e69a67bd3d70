"""Something to back up, made by plain SQL, and what tests of backups compare."""

import re
import subprocess
from hashlib import sha256
from pathlib import Path
from typing import Any
from uuid import UUID

import psycopg
from psycopg.conninfo import conninfo_to_dict

from tests.pipeline import Pipeline
from trr_backend.media.store import TMDB_MAX_AGE_SECONDS, open_store
from trr_backend.repositories.programs import login_of, new_program

SHOW_ID = UUID("0a54c2f4-3c47-4ad5-9be9-7ad9b5b1e9a1")
BODIES = (b"first picture", b"second picture", b"third picture")
DIGESTS = tuple(sha256(body).hexdigest() for body in BODIES)
KEYS = tuple(f"images/show_images/{SHOW_ID}/{one}.png" for one in DIGESTS)


_SHOW = """
insert into core.shows (id, name, slug) values (%(id)s, 'One', 'one');
insert into core.external_ids (entity, entity_id, source, id)
  values ('show', %(id)s, 'tmdb', '1');
insert into source.documents (source, kind, key, url, body, sha256, licence,
    fetched_at, checked_at, expires_at)
  values ('tmdb', 'tv', '1', 'https://api.themoviedb.org/3/tv/1', '{}',
    repeat('0', 64), 'TMDb', now(), now(), now() + interval '180 days');
insert into ops.events (entity, entity_id, kind, fields, show_id)
  values ('show', %(id)s, 'updated', '{}', %(id)s);
"""
_PICTURE = """
insert into core.media_assets (sha256, key, content_type, bytes, width, height,
    confirmed_at)
  values (%(sha256)s, %(key)s, 'image/png', %(bytes)s, 1, 1, now());
insert into core.media_links (entity, entity_id, kind, source, source_path, source_url,
    sha256)
  values ('show', %(id)s, 'poster', 'tmdb', %(key)s, 'https://a.test', %(sha256)s);
"""


async def fill(pipeline: Pipeline) -> None:
    """Write a show that TMDb told of, an event and three pictures in the store."""
    store = open_store(pipeline.settings)
    with pipeline.connect() as plain, psycopg.ClientCursor(plain) as cursor:
        cursor.execute(_SHOW, {"id": SHOW_ID})
        for digest, key, body in zip(DIGESTS, KEYS, BODIES, strict=True):
            insert_picture(cursor, digest, key, len(body))
            await store.put_if_absent(key, body, "image/png", TMDB_MAX_AGE_SECONDS)


def insert_picture(
    cursor: "psycopg.ClientCursor[Any]", digest: str, key: str, size: int
) -> None:
    """Write a picture that shows the show, in one commit."""
    row = {"id": SHOW_ID, "sha256": digest, "key": key, "bytes": size}
    cursor.execute(_PICTURE, row)


def definitions(pipeline: Pipeline) -> str:
    """Return how everything of ours is defined, grants and policies as well."""
    url = pipeline.settings.database_url
    assert url is not None
    login = login_of(url.get_secret_value())
    told = subprocess.run(
        [
            new_program("pg_dump", 0).path,
            "--schema-only",
            "--no-owner",
            *(f"--schema={name}" for name in ("core", "ops", "source")),
            "--schema=supabase_migrations",
            f"--dbname={login.conninfo}",
        ],
        env=login.environment,
        check=True,
        capture_output=True,
        text=True,
    ).stdout
    # A word of its own in each dump; a name that a view's column has anyway.
    told = re.sub(r"^\\(un)?restrict .*$", "", told, flags=re.MULTILINE)
    return told.replace("::text AS text", "::text")


def texts(folder: Path) -> list[bytes]:
    """Return the content of every file below a folder."""
    return [path.read_bytes() for path in folder.rglob("*") if path.is_file()]


def names(folder: Path) -> set[str]:
    """Return the names of what lies in a folder."""
    return {path.name for path in folder.iterdir()}


def password(pipeline: Pipeline) -> str:
    """Return the password of the pipeline's database."""
    url = pipeline.settings.database_url
    assert url is not None
    return str(conninfo_to_dict(url.get_secret_value())["password"])


def assert_closed(backup: Path) -> None:
    """Nobody but the user may read a backup."""
    for path in (backup, *backup.glob("*.*")):
        assert path.stat().st_mode & 0o077 == 0, path


def assert_sums(backup: Path) -> None:
    """Every file is named with its sum, as the usual program reads it."""
    command = ["sha256sum", "--check", "--strict", "SHA256SUMS"]
    done = subprocess.run(
        command, cwd=backup, check=True, capture_output=True, text=True
    )
    files = [path for path in backup.rglob("*") if path.is_file()]
    assert len(done.stdout.splitlines()) == len(files) - 1
