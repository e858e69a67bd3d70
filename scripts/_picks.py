"""A person's choice which TMDb series a show is, as a stage."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from scripts._keep import Answer, keep
from scripts._stage import Context, Plan, Stage, Work
from scripts._successors import succeed
from trr_backend.errors import InputError
from trr_backend.ingestion.shows import fetch_tv
from trr_backend.models.selection import ShowItem, ShowRef
from trr_backend.repositories import resolving, shows
from trr_backend.repositories.db import Transaction


@dataclass(frozen=True, slots=True)
class Pick:
    """SHOW=tmdb:ID, as given."""

    show: ShowRef
    tmdb_id: int

    @classmethod
    def parse(cls, text: str) -> "Pick":
        """Read `SHOW=tmdb:ID`. Raises InputError."""
        show, equals, chosen = text.partition("=")
        ref = ShowRef.parse(chosen) if equals and chosen else None
        if ref is None or ref.source != "tmdb":
            raise InputError(f"{text!r} is no choice: write SHOW=tmdb:ID")
        return cls(show=ShowRef.parse(show), tmdb_id=int(ref.value))


def pick_stage(picks: Sequence[Pick]) -> Stage[Pick, Answer]:
    """Return the stage that carries out the choices.

    The series is fetched first: an id that TMDb does not know changes nothing. A show
    that is not in the catalogue, or for which two series are chosen, is an InputError
    before anything is done.
    """

    async def plan(context: Context) -> Plan[Pick]:
        chosen: dict[UUID, Pick] = {}
        async with context.database.transaction() as tx:
            for pick in picks:
                first = chosen.setdefault(await _find(tx, pick), pick)
                if first.tmdb_id != pick.tmdb_id:
                    raise InputError(
                        f"{_label(first)} and {_label(pick)} name one show; choose one"
                    )
        return Plan(list(chosen.values()))

    return Stage("pick", _label, plan, _collect, carry_out)


async def _collect(context: Context, pick: Pick) -> Answer:
    return await fetch_tv(context.tmdb, pick.tmdb_id, etag=None, now=context.now())


async def carry_out(work: Work, pick: Pick, got: Answer | None) -> None:
    """Let a show be the series that a person chose; `got` is what TMDb says of it.

    One whose id TMDb lost goes on as that series: its former id keeps leading to it.
    Else it was thought to be a wrong one, of which nothing is left.
    """
    show_id = await _find(work.tx, pick)
    if await shows.is_gone(work.tx, show_id):
        show = ShowItem(show_id, str(pick.show), pick.tmdb_id, None)
        await succeed(work, show, pick.tmdb_id, got, "chosen by a person")
        work.notes.append(
            f"{pick.show} is tmdb:{pick.tmdb_id} now; the id that TMDb does not know "
            "keeps leading to it"
        )
        return
    await keep(work, got)
    await resolving.assign(
        work,
        show_id,
        str(pick.show),
        pick.tmdb_id,
        "chosen by a person",
    )


async def _find(tx: Transaction, pick: Pick) -> UUID:
    show_id = await shows.find(tx, pick.show)
    if show_id is None:
        raise InputError(f"no show {pick.show} in the catalogue")
    return show_id


def _label(pick: Pick) -> str:
    return f"{pick.show}=tmdb:{pick.tmdb_id}"
