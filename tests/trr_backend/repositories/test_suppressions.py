"""What was taken down is known again without its data."""

from trr_backend.repositories.db import Database
from trr_backend.repositories.suppressions import fingerprint, load_suppressed


def test_a_fingerprint_tells_kind_source_and_id_apart() -> None:
    """No two things share one, however their words are cut."""
    made = [
        fingerprint("person", "tmdb", "1"),
        fingerprint("person", "imdb", "1"),
        fingerprint("picture", "tmdb", "1"),
        fingerprint("person", "tmdb1", ""),
        fingerprint("person", "", "tmdb1"),
    ]
    assert len(set(made)) == len(made)
    assert all(len(one) == 64 for one in made)


async def test_only_what_was_taken_down_is_found(database: Database) -> None:
    """The same number under another source or kind is somebody else."""
    async with database.transaction() as tx:
        await tx.execute(
            "insert into ops.suppressions (fingerprint, kind, reason)"
            " values (%s, 'person', 'asked for')",
            [fingerprint("person", "tmdb", "7")],
        )
        assert await load_suppressed(tx, "person", "tmdb", ["7", "8"]) == {"7"}
        assert await load_suppressed(tx, "person", "imdb", ["7", "8"]) == set()
        assert await load_suppressed(tx, "person", "tmdb", []) == set()
