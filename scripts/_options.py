"""Options that commands share, as decorators; `Request` is what they say."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, TypeVar

import click

from trr_backend.models.selection import Selection, ShowRef

Command = TypeVar("Command", bound=Callable[..., Any])


@dataclass(frozen=True, slots=True)
class Request:
    """What the user asked for, apart from the command's own options."""

    selection: Selection = field(default_factory=Selection)
    dry_run: bool = False
    as_json: bool = False

    @classmethod
    def of(  # noqa: PLR0913 -- one parameter an option, as click hands them over
        cls,
        *,
        show: tuple[str, ...] = (),
        limit: int | None = None,
        since: datetime | None = None,
        force: bool = False,
        full: bool = False,
        accept_removals: bool = False,
        dry_run: bool = False,
        as_json: bool = False,
    ) -> "Request":
        """Read the shared options. Raises InputError for a show that cannot be read."""
        return cls(
            selection=Selection(
                shows=tuple(ShowRef.parse(text) for text in show),
                limit=limit,
                since=since.replace(tzinfo=UTC) if since else None,
                force=force,
                full=full,
                accept_removals=accept_removals,
            ),
            dry_run=dry_run,
            as_json=as_json,
        )

    def for_record(self) -> dict[str, object]:
        """Return the options as the run's history keeps them."""
        return {
            "show": [str(ref) for ref in self.selection.shows],
            "limit": self.selection.limit,
            "since": str(self.selection.since) if self.selection.since else None,
            "force": self.selection.force,
            "full": self.selection.full,
            "accept_removals": self.selection.accept_removals,
        }


def output_options(command: Command) -> Command:
    """Add --dry-run and --json."""
    for option in (
        click.option(
            "--json", "as_json", is_flag=True, help="Print a JSON summary to stdout."
        ),
        click.option(
            "--dry-run",
            is_flag=True,
            help="Say what would be written, field by field, and write nothing; other "
            "runs may have to wait for its end.",
        ),
    ):
        command = option(command)
    return command


accept_removals_option = click.option(
    "--accept-removals",
    is_flag=True,
    help="Believe the source however much it no longer names; what is gone is marked "
    "and kept.",
)
full_option = click.option(
    "--full",
    is_flag=True,
    help="Do not ask the lists of changes: the age of what is stored decides.",
)


def selection_options(command: Command) -> Command:
    """Add --show, --limit, --since, --force and the output options."""
    command = output_options(command)
    for option in (
        click.option(
            "--force", is_flag=True, help="Do it again even where nothing is due."
        ),
        click.option(
            "--since",
            type=click.DateTime(["%Y-%m-%d", "%Y-%m-%dT%H:%M:%S"]),
            metavar="DATE",
            help="Only shows added to the catalogue since DATE (UTC).",
        ),
        click.option(
            "--limit",
            type=click.IntRange(min=1),
            metavar="N",
            help="At most N shows, the first added first.",
        ),
        click.option(
            "--show",
            multiple=True,
            metavar="ID",
            help="Only this show: uuid, slug, tmdb:ID or imdb:ID. Repeatable.",
        ),
    ):
        command = option(command)
    return command
