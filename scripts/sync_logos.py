"""`trr sync logos`: logos of networks, companies and providers, kept once."""

from dataclasses import dataclass

import click

from scripts._command import stage_command
from scripts._options import selection_options
from scripts._show_stage import selected_ids
from scripts._stage import Context, Plan, Stage, Work
from trr_backend.ingestion.images import fetch_picture
from trr_backend.media.keys import logo_key
from trr_backend.media.mirror import check, put
from trr_backend.media.store import TMDB_MAX_AGE_SECONDS
from trr_backend.models.changes import Change
from trr_backend.models.media import LogoOwner, LogoWanted
from trr_backend.repositories import media


@dataclass(frozen=True, slots=True)
class _Kept:
    """A logo that lies in the store: its public source and its hash."""

    url: str
    sha256: str


def logos_stage(*owners: LogoOwner) -> Stage[LogoWanted, _Kept | None]:
    """Return the stage that keeps the logos of these kinds of organisation."""

    async def plan(context: Context) -> Plan[LogoWanted]:
        ids = await selected_ids(context)
        async with context.database.transaction() as tx:
            logos = await media.load_logos(tx, ids, owners)
        # A path of TMDb never changes its bytes: what is linked is not fetched again.
        items = [logo.wanted for logo in logos if not logo.linked]
        return Plan(items, unchanged=len(logos) - len(items))

    return Stage("logos", _label, plan, _collect, _store)


def _label(logo: LogoWanted) -> str:
    kind = logo.owner.replace("_", " ")
    return f"{logo.owner_name} ({kind}, {logo.source_path})"


async def _collect(context: Context, logo: LogoWanted) -> _Kept | None:
    """Fetch, check, claim, put: safe to repeat, also by two at once."""
    if context.rehearsal:
        return None
    picture = await fetch_picture(context.tmdb, logo.source_path)
    inspected = await check(picture.body)
    key = logo_key(logo.owner, logo.owner_id, inspected.sha256, inspected.extension)
    async with context.database.transaction() as tx:
        asset = await media.claim(tx, inspected, key)
    if not asset.confirmed:
        await put(
            context.store, asset.key, picture.body, inspected, TMDB_MAX_AGE_SECONDS
        )
    return _Kept(url=picture.url, sha256=inspected.sha256)


async def _store(work: Work, logo: LogoWanted, kept: _Kept | None) -> None:
    if kept is None:
        fields: dict[str, tuple[object, object]] = {"logo": (None, logo.source_path)}
        change = Change(logo.owner, logo.owner_id, "updated", logo.owner_name, fields)
        work.changes.add(change)
        return
    await media.confirm(work.tx, kept.sha256)
    await media.link_logo(work, logo, kept.url, kept.sha256)


STAGE = logos_stage("network", "production_company", "watch_provider")


@click.command("logos")
@selection_options
@stage_command("sync logos")
def command() -> list[Stage[LogoWanted, _Kept | None]]:
    """Fetch the logos that are not kept yet, check them and store each once.

    Equal bytes are stored once, whoever they belong to. A logo that is no proper
    picture is refused, named, and tried again by the next run.

    \b
    Example:
      trr sync logos
    """
    return [STAGE]


if __name__ == "__main__":
    command()
