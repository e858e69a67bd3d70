"""`trr retention`: what must go because a source's terms say so."""

from typing import Any, Literal

import click

from scripts._command import AnyStage, run_and_exit
from scripts._errors import reports_errors
from scripts._options import Request, output_options
from scripts._retention import due_stages, imdb_stages, tmdb_stages, wiki_stages
from trr_backend.errors import InputError
from trr_backend.models.wiki import Wiki

Source = Literal["tmdb", "imdb", "fandom", "wiki"]


@click.command("retention")
@click.option(
    "--source",
    type=click.Choice(["tmdb", "imdb", "fandom", "wiki"]),
    help="Whose terms; without it those of every source. wiki: wikis not of Fandom.",
)
@click.option(
    "--wiki",
    "named",
    metavar="NAME|URL",
    help="This wiki alone; with --all.",
)
@click.option(
    "--all",
    "everything",
    is_flag=True,
    help="Whatever its age: the licence of --source has ended, or a wiki asked for it. "
    "Needs --yes.",
)
@click.option("--yes", is_flag=True, help="I know that --all takes all of it away.")
@output_options
@reports_errors
def command(
    *,
    source: Source | None,
    named: str | None,
    everything: bool,
    yes: bool,
    **options: Any,
) -> None:
    """Take away answers past the time for which the terms let us keep them.

    What only they support goes with them: facts, seasons, credits, offers, people,
    pictures. Your own decisions, lists and the ids by which things are found stay, so
    that `trr sync all` brings what is followed again, under the same ids. Stopped at
    any moment, the same command goes on where it was.

    Without --source, changes older than TRR_EVENTS_DAYS go from the feed as well.

    Wikis set no such time. --all takes all away that one of them said, or all of them,
    and no show is looked up there any more.

    \b
    Examples:
      trr retention --dry-run
      trr retention --source tmdb --all --yes
      trr retention --wiki survivor --all --yes
    """
    request = Request.of(**options)
    _check(source, named, everything=everything)
    whose = named or source
    if everything and not yes and not request.dry_run:
        raise InputError(
            f"--all takes everything from {whose} away, whatever its age; add --yes "
            "to do it, or --dry-run to see it"
        )
    stages = _stages(source, named, ended=everything)
    run_and_exit("retention", stages, request, nothing="Nothing is past its time.")


def _check(source: Source | None, named: str | None, *, everything: bool) -> None:
    if named is not None and source is not None:
        raise InputError("--wiki says whose it is already: leave --source out")
    if everything and source is None and named is None:
        raise InputError(
            "--all ends one licence: say which with --source tmdb or imdb, or name a "
            "wiki with --wiki"
        )
    if not everything and (named is not None or source in {"fandom", "wiki"}):
        raise InputError(
            "wikis set no time for which what they say may be kept; --all takes all of "
            "it away"
        )


def _stages(source: Source | None, named: str | None, *, ended: bool) -> list[AnyStage]:
    if named is not None:
        return wiki_stages(name=Wiki.parse(named).name)
    match source:
        case "fandom" | "wiki":
            return wiki_stages(source=source)
        case "tmdb":
            return tmdb_stages(ended=ended)
        case "imdb":
            return imdb_stages(ended=ended)
        case None:
            return due_stages()


if __name__ == "__main__":
    command()
