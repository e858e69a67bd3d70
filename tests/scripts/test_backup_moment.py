"""A backup is of one moment, whoever writes meanwhile."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from itertools import count
from pathlib import Path

import psycopg
import pytest

from tests.backed_up import SHOW_ID, fill, insert_picture
from tests.pipeline import Pipeline

# Both databases of a test are named without a pooler.
pytestmark = pytest.mark.direct

_PATIENCE_SECONDS = 30


@contextmanager
def pictures_coming_in(pipeline: Pipeline) -> Iterator[list[int]]:
    """Write pictures, each with its link in one commit, until the block ends.

    The first is there when it begins, however busy the machine is.
    """
    has_begun, stop = threading.Event(), threading.Event()
    written = [0]

    def write() -> None:
        with pipeline.connect() as plain, psycopg.ClientCursor(plain) as cursor:
            for number in count():
                if stop.is_set():
                    return
                digest = sha256(str(number).encode()).hexdigest()
                key = f"images/show_images/{SHOW_ID}/{digest}.png"
                insert_picture(cursor, digest, key, 1)
                written[0] = number + 1
                has_begun.set()

    writer = threading.Thread(target=write)
    writer.start()
    try:
        assert has_begun.wait(_PATIENCE_SECONDS)
        yield written
    finally:
        stop.set()
        writer.join()


async def test_dump_and_list_of_objects_are_of_one_moment(
    pipeline: Pipeline, undisturbed: Pipeline, tmp_path: Path
) -> None:
    """Rows that came while it was made are in both or in neither."""
    await fill(pipeline)
    backup = tmp_path / "backup"
    with pictures_coming_in(pipeline) as written:
        made = await pipeline.trr("backup", str(backup), "--json")
        by_then = written[0]
    done = await undisturbed.trr("restore", str(backup), "--json")

    assert (made.exit_code, done.exit_code) == (0, 1), made.output + done.output
    lines = (backup / "objects.jsonl").read_bytes().splitlines()
    named = sorted(json.loads(line)["sha256"] for line in lines)
    assets = undisturbed.rows("select sha256 from core.media_assets order by sha256")
    links = undisturbed.rows("select sha256 from core.media_links order by sha256")
    assert named == [sha for (sha,) in assets] == [sha for (sha,) in links]
    # Some were written before that moment, others after it.
    assert 3 < len(named) < by_then + 3
