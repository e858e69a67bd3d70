"""The stage that reads every stored picture back and repairs what is broken.

A chunk of pictures is an item: each is read, hashed and repaired by itself; then what
became of them is noted in one transaction. Only some chunks are known at a time.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from scripts._repairs import foretell, repair
from scripts._stage import Context, Plan, Stage, Work
from trr_backend.errors import ObjectDiffers, ObjectMissing, PictureRefused
from trr_backend.media import whole
from trr_backend.media.mirror import check
from trr_backend.models.media import Inspected
from trr_backend.repositories import media_upkeep
from trr_backend.repositories.media_upkeep import Stored

_CHUNK: Final = 25
_MB: Final = 1_000_000

Chunk = tuple[Stored, ...]


@dataclass(frozen=True, slots=True)
class Verdict:
    """What became of one picture; `wrong` says why it is left broken.

    `looks` are what its pixels are like, where that was not known. `unread`: today's
    checks would refuse its bytes, which are the right ones.
    """

    stored: Stored
    wrong: str = ""
    repaired: bool = False
    looks: Inspected | None = None
    unread: str = ""


@dataclass(slots=True)
class _Pages:
    """Finds what is to be checked, a chunk at a time, in the order of the hashes."""

    context: Context
    after: str = ""

    async def more(self) -> Sequence[Chunk] | None:
        """Return the next chunk; None: there is none."""
        async with self.context.database.transaction() as tx:
            page = await media_upkeep.load_page(tx, after=self.after, limit=_CHUNK)
        self.after = page[-1].sha256 if page else self.after
        return [tuple(page)] if page else None


@dataclass(slots=True)
class _Drawn:
    """What was drawn by lot, loaded a chunk at a time."""

    context: Context
    digests: list[str]
    at: int = field(default=0)

    async def more(self) -> Sequence[Chunk] | None:
        """Return the next chunk; None: there is none."""
        digests = self.digests[self.at : self.at + _CHUNK]
        self.at += len(digests)
        if not digests:
            return None
        async with self.context.database.transaction() as tx:
            found = await media_upkeep.load(tx, digests)
        return [tuple(found)] if found else []


def verify_stage(sample: int | None) -> Stage[Chunk, list[Verdict]]:
    """Return the stage that checks all stored pictures, or `sample` of them."""

    async def plan(context: Context) -> Plan[Chunk]:
        async with context.database.transaction() as tx:
            if sample is None:
                total = await media_upkeep.count(tx)
                return Plan((), more=_Pages(context).more, total=total)
            drawn = await media_upkeep.draw(tx, sample)
        return Plan((), more=_Drawn(context, drawn).more, total=len(drawn))

    return Stage(
        "verify",
        _label,
        plan,
        _collect,
        _store,
        parallel=8,
        size=len,
        summary=_summary,
    )


def _summary(counts: Counter[str]) -> str:
    megabytes = counts["verified_bytes"] / _MB
    return (
        f"{counts['verified']} verified ({megabytes:.1f} MB), "
        f"{counts['repaired']} of them repaired, {counts['wrong']} wrong"
    )


def _label(chunk: Chunk) -> str:
    more = f" and {len(chunk) - 1} more" if len(chunk) > 1 else ""
    return f"{chunk[0]}{more}"


async def _collect(context: Context, chunk: Chunk) -> list[Verdict]:
    verdicts = []
    for stored in chunk:
        verdict = await _verdict(context, stored)
        verdicts.append(verdict)
        context.watcher.advance(failed=bool(verdict.wrong))
    return verdicts


async def _verdict(context: Context, stored: Stored) -> Verdict:
    """Raises what stops the run: a store that does not answer says nothing."""
    await context.room.take(stored.bytes)
    try:
        body = await whole.read(context.store, stored.key, stored.sha256, stored.bytes)
        if stored.has_looks or context.rehearsal:
            return Verdict(stored)
        return Verdict(stored, looks=(await check(body)).inspected)
    except PictureRefused as refused:
        return Verdict(stored, unread=str(refused))
    except ObjectMissing:
        found = "the object is not there"
    except ObjectDiffers:
        found = "the object has other bytes than its name says"
    finally:
        context.room.give(stored.bytes)
    if context.rehearsal:
        return Verdict(stored, f"{found}; {await foretell(context, stored)}")
    reason = await repair(context, stored)
    if reason is None:
        return Verdict(stored, repaired=True)
    return Verdict(stored, f"{found}; {reason}")


async def _store(work: Work, _chunk: Chunk, verdicts: list[Verdict]) -> None:
    if work.rehearsal:
        _count(work, verdicts)
        return
    held = await media_upkeep.hold(work.tx, [one.stored.sha256 for one in verdicts])
    # What is gone meanwhile is neither whole nor broken.
    verdicts = [one for one in verdicts if one.stored.sha256 in held]
    broken = [one.stored.sha256 for one in verdicts if one.wrong]
    await media_upkeep.note_broken(work, broken)
    good = [one.stored.sha256 for one in verdicts if not one.wrong]
    await media_upkeep.note_whole(work, good)
    looks = {one.stored.sha256: one.looks for one in verdicts if one.looks}
    if looks:
        await media_upkeep.add_looks(work, looks)
    _count(work, verdicts)


def _count(work: Work, verdicts: Sequence[Verdict]) -> None:
    repaired = [str(one.stored) for one in verdicts if one.repaired]
    if repaired:
        work.note_of_many("repaired", *repaired)
    for one in verdicts:
        if one.unread:
            work.note_of_many(
                "kept, though it would be refused today", f"{one.stored} ({one.unread})"
            )
    work.failures.extend((str(one.stored), one.wrong) for one in verdicts if one.wrong)
    good = [one.stored for one in verdicts if not one.wrong]
    work.counts.update(
        verified=len(good),
        verified_bytes=sum(one.bytes for one in good),
        repaired=len(repaired),
        wrong=len(verdicts) - len(good),
    )
