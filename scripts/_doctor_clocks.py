"""Checks of the clocks: this machine's against the database's and an upstream's."""

import asyncio
from datetime import UTC, datetime

from scripts._doctor import Check, Tell
from scripts._doctor_keys import probe_fandom, probe_imdb, probe_tmdb
from scripts._doctor_place import Installation, NotSetUp
from trr_backend.errors import TrrError
from trr_backend.ingestion.probes import Probe
from trr_backend.repositories.health import load_clock

_WARNING_SECONDS = 5.0
_FAULT_SECONDS = 60.0
_SET_IT = "let a time service (chrony, systemd-timesyncd) set the clocks"


async def database(installation: Installation, tell: Tell) -> None:
    """Is the database's clock as ours?"""
    opened = await installation.database()
    async with opened.reading() as tx:
        asked = datetime.now(UTC)
        moment = await load_clock(tx)
        answered = datetime.now(UTC)
    ahead = moment - (asked + (answered - asked) / 2)
    _tell(tell, "the database's clock", ahead.total_seconds())


async def upstreams(installation: Installation, tell: Tell) -> None:
    """Is the clock of an upstream as ours? A signature of another time is refused."""
    probes = await asyncio.gather(
        _probe(installation, "tmdb"),
        _probe(installation, "imdb"),
        _probe(installation, "fandom"),
    )
    heard = [
        one.ahead_seconds
        for one in probes
        if one is not None and one.ahead_seconds is not None
    ]
    if not heard:
        raise NotSetUp(
            "no upstream that is set up has answered",
            "nothing; once one answers, its clock is compared",
        )
    # A single one that is wrong is its own affair.
    _tell(tell, "an upstream's clock", min(heard, key=abs))


async def _probe(installation: Installation, name: str) -> Probe | None:
    ask = {"tmdb": probe_tmdb, "imdb": probe_imdb, "fandom": probe_fandom}[name]
    try:
        return await installation.once(name, lambda: ask(installation))
    except (NotSetUp, TrrError):
        return None


def _tell(tell: Tell, whose: str, ahead_seconds: float) -> None:
    off = abs(ahead_seconds)
    side = "ahead of" if ahead_seconds > 0 else "behind"
    said = f"{whose} is {off:.0f} s {side} this machine's"
    if off > _FAULT_SECONDS:
        tell.fault(f"{said}: signatures and tokens are refused", _SET_IT)
    elif off > _WARNING_SECONDS:
        tell.warning(said, _SET_IT)
    else:
        tell.ok(f"{whose} agrees with this machine's")


CLOCKS: dict[str, Check] = {"database": database, "upstreams": upstreams}
