"""`trr sync logos`: logos of networks, companies and providers, kept once."""

import click

from scripts._command import stage_command
from scripts._options import selection_options
from scripts._show_stage import selected_ids
from scripts._stage import Context, Plan, Stage, Work
from trr_backend.errors import PictureRefused
from trr_backend.ingestion.images import fetch_picture
from trr_backend.media.keys import logo_key
from trr_backend.media.mirror import check, put
from trr_backend.media.store import TMDB_MAX_AGE_SECONDS
from trr_backend.models.changes import Change
from trr_backend.models.media import (
    KeptLogo,
    LogoOwner,
    LogoWanted,
    NotModified,
    PictureWanted,
)
from trr_backend.repositories import media


def logos_stage(*owners: LogoOwner) -> Stage[LogoWanted, KeptLogo | None]:
    """Return the stage that keeps the logos of these kinds of organisation."""

    async def plan(context: Context) -> Plan[LogoWanted]:
        ids = await selected_ids(context)
        async with context.database.transaction() as tx:
            logos = await media.load_logos(
                tx, ids, owners, force=context.selection.force
            )
        return Plan(logos.wanted, unchanged=logos.linked)

    return Stage("logos", _label, plan, _collect, _store)


def _label(logo: LogoWanted) -> str:
    owners = ", ".join(
        f"{one.name} ({one.owner.replace('_', ' ')})" for one in logo.owners
    )
    return f"{owners}: {logo.source_path}"


async def _collect(context: Context, logo: LogoWanted) -> KeptLogo | None:
    """Fetch, check, claim, put: safe to repeat, also by two at once."""
    if context.rehearsal or logo.kept:
        return logo.kept
    picture = await fetch_picture(context.tmdb, _wanted(logo))
    if isinstance(picture, NotModified):
        raise PictureRefused("not modified, though nothing is kept")
    checked = await check(picture.body)
    inspected = checked.inspected
    owner = logo.owners[0]
    key = logo_key(owner.owner, owner.id, inspected.sha256, inspected.extension)
    async with context.database.transaction() as tx:
        asset = await media.claim(tx, inspected, key)
    if context.selection.force or not asset.confirmed:
        await put(
            context.store, asset.key, checked.body, inspected, TMDB_MAX_AGE_SECONDS
        )
        await _stays(context, asset.key, inspected.sha256)
    return KeptLogo(url=picture.url, sha256=inspected.sha256)


def _wanted(logo: LogoWanted) -> PictureWanted:
    return PictureWanted("tmdb", logo.source_path, source_url="", owners=())


async def _stays(context: Context, key: str, sha256: str) -> None:
    """Take away again what was taken down while it was being put."""
    try:
        async with context.database.transaction() as tx:
            await media.refuse_suppressed(tx, sha256)
    except PictureRefused:
        await context.store.delete(key)
        raise


async def _store(work: Work, logo: LogoWanted, kept: KeptLogo | None) -> None:
    if kept is None:
        for one in logo.owners:
            fields: dict[str, tuple[object, object]] = {
                "logo": (None, logo.source_path)
            }
            work.changes.add(Change(one.owner, one.id, "updated", one.name, fields))
        return
    await media.confirm(work.tx, kept.sha256)
    for one in logo.owners:
        await media.link_logo(work, logo.source_path, one, kept)


STAGE = logos_stage("network", "production_company", "watch_provider")


@click.command("logos")
@selection_options
@stage_command("sync logos")
def command() -> list[Stage[LogoWanted, KeptLogo | None]]:
    """Fetch the logos that are not kept yet, check them and store each once.

    Equal bytes are stored once, whoever they belong to. A logo that is no proper
    picture is refused, named, and tried again by the next run. With --force every logo
    is fetched again and put where it lacks: after the store was moved or emptied.

    \b
    Example:
      trr sync logos
    """
    return [STAGE]


if __name__ == "__main__":
    command()
