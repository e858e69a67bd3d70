"""What a run that keeps pictures says of those that it leaves alone."""

from trr_backend.repositories import pictures
from trr_backend.repositories.db import Transaction
from trr_backend.repositories.pictures import Choice, Counts
from trr_backend.utils.text import counted


async def notes_on(
    tx: Transaction, name: str, choice: Choice, counts: Counts
) -> list[str]:
    """Return the lines of a stage, by its name."""
    notes = []
    if counts.waiting:
        notes.append(
            f"{name}: {counted(counts.waiting, 'picture')} refused before and not "
            "tried again yet; --force tries now"
        )
    if "photos" in choice.owners:
        unallowed = await pictures.count_unallowed(tx, choice.of_wikis)
        if unallowed:
            notes.append(_no_longer_taken(name, choice, unallowed))
    return notes


def _no_longer_taken(name: str, choice: Choice, count: int) -> str:
    return (
        f"{name}: {counted(count, 'picture')} of wikis kept that TRR_FANDOM_IMAGES="
        f"{choice.of_wikis} takes no longer: shown as before and not asked for again; "
        "`trr suppress --picture` takes one away, `trr retention --wiki NAME --all` "
        "all that a wiki said"
    )
