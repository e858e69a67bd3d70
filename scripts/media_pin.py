"""`trr media pin`: a person chooses which picture is shown first."""

from typing import Any

import click

from scripts._command import run_and_exit
from scripts._decisions import decision_stage
from scripts._errors import reports_errors
from scripts._options import Request, output_options
from scripts._pins import KINDS, check_kind, find_picture
from scripts._stage import Stage, Work
from scripts._subject_options import Named, subject_options
from trr_backend.config import Settings
from trr_backend.models.media import PictureKind
from trr_backend.repositories import pins
from trr_backend.repositories.columns import Subject
from trr_backend.repositories.db import Transaction


def pin_stage(
    named: Named, kind: PictureKind, picture: str
) -> Stage[Subject, Settings]:
    """Return the stage that pins a picture; it is found before anything is done."""

    async def find(tx: Transaction) -> list[Subject]:
        subject = await named.find(tx)
        await find_picture(tx, subject, kind, picture)
        return [subject]

    async def act(work: Work, subject: Subject, _settings: Settings) -> None:
        chosen = await find_picture(work.tx, subject, kind, picture)
        former = await pins.load_pinned(work.tx, subject, kind)
        await pins.pin(work, subject, kind, chosen)
        first = f"{subject.label}: the {kind} shown first is {chosen}"
        later = "" if chosen.sha256 else ", once it is fetched (`trr sync all`)"
        was = f" (was {former})" if former not in (None, chosen.path) else ""
        work.told.append(f"{first}{later}{was}")

    return decision_stage("pin", find, lambda subject: f"{subject.label}: {kind}", act)


@click.command("pin")
@subject_options
@click.argument("kind", type=click.Choice(KINDS))
@click.argument("picture", metavar="PATH|SHA256")
@output_options
@reports_errors
def command(
    *, kind: PictureKind, picture: str, dry_run: bool, as_json: bool, **named: Any
) -> None:
    """Show this PATH or SHA256 first among the pictures of a KIND.

    A show has posters, backdrops and logos, a season posters, an episode stills, a
    person photos. A picture is named by its path at its source, its hash, its key or
    its address. It stays the first one until `trr media unpin`, whatever the source
    lists; one that is not kept yet comes with the next `trr sync`.

    \b
    Examples:
      trr media pin --show tmdb:8514 poster /rJcAt5bVpGdbDv5Hmh9Wc3fHdJ.jpg
      trr media pin --show tmdb:8514 --season 2 poster /ccOzCmHglbCvSt3gwQyo0aBNNoP.jpg
      trr media pin --person tmdb:1190668 photo /x2sJvCWBLVkCdpxs4JUnVTXfWvd.jpg
    """
    about = Named.of(**named)
    check_kind(about.entity, kind)
    request = Request.of(dry_run=dry_run, as_json=as_json)
    run_and_exit("media pin", [pin_stage(about, kind, picture)], request)


if __name__ == "__main__":
    command()
