"""A series whose id TMDb no longer knows: which one is it now?

By its IMDb id, then by title. A certain one becomes the show's current id and the
former keeps leading to it; where another show of ours has it, both are one.
"""

from dataclasses import asdict, dataclass, replace
from datetime import timedelta
from typing import Protocol
from uuid import UUID

from scripts._keep import Answer, keep
from scripts._lookups import Verdict, by_imdb_id, by_title, look_up
from scripts._show_stage import show_label
from scripts._stage import Context, Work
from trr_backend.errors import NotFound
from trr_backend.ingestion.shows import fetch_tv
from trr_backend.models.documents import Document
from trr_backend.models.resolve import Candidate
from trr_backend.models.shows import ExternalId
from trr_backend.repositories import (
    external_ids,
    merging,
    removals,
    review,
    shows,
)
from trr_backend.repositories.in_step import alone
from trr_backend.repositories.removals import Removals
from trr_backend.repositories.shows import DueShow

_KIND = "successor"
# An answer from before the id was lost says nothing of where the series went: TMDb is
# always asked.
_MAX_AGE = timedelta(0)


class Named(Protocol):
    """A show of ours by its name."""

    @property
    def id(self) -> UUID:
        """Our id."""
        ...

    @property
    def name(self) -> str:
        """Its name."""
        ...


@dataclass(frozen=True, slots=True)
class Gone:
    """The refusal, and who the series may be now.

    `document` is set where the successor is certain: what TMDb says of it.
    """

    error: NotFound
    removals: Removals
    verdicts: tuple[Verdict, ...] = ()
    tmdb_id: int | None = None
    reason: str = ""
    document: Document | None = None
    candidates: tuple[Candidate, ...] = ()


async def look_for_successor(context: Context, show: DueShow, error: NotFound) -> Gone:
    """Ask TMDb for the series by its IMDb id, then by its title.

    One that TMDb names and does not know itself is no successor.
    """
    async with context.database.transaction() as tx:
        wanted = await shows.load_wanted(tx, show.id)
    gone = Gone(error, context.removals)
    for asks in (by_imdb_id, by_title):
        # A search has no IMDb id to agree with: it goes by title and day.
        lookups = list(asks(context, wanted))
        if not lookups:
            continue
        verdict = await look_up(context, wanted, lookups, _MAX_AGE)
        async with context.database.transaction() as tx:
            found = await review.without_refused(tx, _KIND, show.id, verdict.resolution)
        gone = _with(gone, replace(verdict, resolution=found), show.tmdb_id)
        if gone.tmdb_id is None:
            continue
        try:
            got = await fetch_tv(
                context.tmdb, gone.tmdb_id, etag=None, now=context.now()
            )
        except NotFound:
            gone = _without(gone, gone.tmdb_id)
            continue
        return replace(gone, document=got if isinstance(got, Document) else None)
    return gone


def _without(gone: Gone, unknown: int) -> Gone:
    """Return what is known of a lost series without one that is lost itself."""
    return replace(
        gone,
        tmdb_id=None,
        reason=f"TMDb names tmdb:{unknown}, which it does not know either",
        candidates=tuple(one for one in gone.candidates if one.tmdb_id != unknown),
    )


def _with(gone: Gone, verdict: Verdict, former: int) -> Gone:
    found = verdict.resolution
    others = tuple(one for one in found.candidates if one.tmdb_id != former)
    return replace(
        gone,
        verdicts=(*gone.verdicts, verdict),
        tmdb_id=found.tmdb_id if found.tmdb_id != former else None,
        reason=found.reason,
        candidates=(*gone.candidates, *others),
    )


async def settle(work: Work, show: DueShow, gone: Gone) -> DueShow | None:
    """Give the show its new id and return it as such.

    None where there is nothing to write of it: nobody is certain to be its successor
    (it is flagged, and a person is asked), or it was merged into the show that is.
    """
    alone(work.tx)
    for verdict in gone.verdicts:
        for answer in verdict.answers:
            await keep(work, answer)
    if gone.document is None or gone.tmdb_id is None:
        await shows.flag_missing(work, show.id, show.name)
        await removals.check_shows(work.tx, show_label(show), gone.removals)
        await _ask(work, show, gone)
        return None
    reason = f"TMDb lost {show.tmdb_id}; {gone.reason}"
    if not await succeed(work, show, gone.tmdb_id, gone.document, reason):
        return None
    work.notes.append(
        f"{show_label(show)} is tmdb:{gone.tmdb_id} now: {gone.reason}; its seasons "
        "have other ids there: --accept-removals lets the former ones go"
    )
    return replace(show, tmdb_id=gone.tmdb_id, apply=True)


async def succeed(
    work: Work, show: Named, tmdb_id: int, answer: Answer | None, reason: str
) -> bool:
    """Give a show its new id, of which `answer` tells; nobody is asked for it then.

    False where another show of ours has that: then both are one.
    """
    new = ExternalId("tmdb", str(tmdb_id))
    await keep(work, answer)
    await review.close_successor(work.tx, show.id, tmdb_id, reason)
    owners = await external_ids.load_owners(work.tx, "show", [new])
    if new in owners and owners[new] != show.id:
        await merging.merge(work, show.id, owners[new], reason)
        return False
    added, _ = await external_ids.attach(work.tx, "show", show.id, [new])
    await shows.found_again(work.tx, show.id)
    if added:
        work.changed_show(show.id, show.name, {"external_ids": ([], [str(new)])})
    return True


async def _ask(work: Work, show: DueShow, gone: Gone) -> None:
    candidates = {one.tmdb_id: one for one in gone.candidates}
    if not candidates:
        return
    waits = await review.ask_which_series(
        work.tx,
        review.Question(
            kind=_KIND,
            entity="show",
            entity_id=show.id,
            subject=str(show.tmdb_id),
            reason=f"TMDb no longer knows {show_label(show)}: {gone.reason}",
            candidates=[asdict(one) for one in candidates.values()],
            confidence=max(one.score for one in candidates.values()) / 100,
        ),
    )
    if waits:
        work.notes.append(
            f"{show_label(show)} is gone at TMDb and may be another series now; `trr "
            "review` asks which"
        )
