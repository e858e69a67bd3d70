"""Options that commands share, as decorators; `Request` is what they say."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Annotated, Any, TypeVar

import click
import msgspec

from scripts._age import Age
from trr_backend.errors import InputError
from trr_backend.models.selection import Selection, ShowRef

Command = TypeVar("Command", bound=Callable[..., Any])


_Moment = Annotated[datetime, msgspec.Meta(tz=True)]
_AtLeastOne = Annotated[int, msgspec.Meta(ge=1)]


class _Record(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The options of a run as they are kept; what is left out was not asked for."""

    show: tuple[str, ...] = ()
    limit: _AtLeastOne | None = None
    since: _Moment | None = None
    force: bool = False
    full: bool = False
    accept_removals: bool = False
    airing: bool = False
    max_age_seconds: _AtLeastOne | None = None


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
        airing: bool = False,
        max_age: timedelta | None = None,
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
                airing=airing,
                max_age=max_age,
            ),
            dry_run=dry_run,
            as_json=as_json,
        )

    @classmethod
    def from_record(cls, options: Mapping[str, object]) -> "Request":
        """Return what options as `for_record` keeps them ask for. Raises InputError."""
        try:
            asked = msgspec.convert(options, _Record)
        except msgspec.ValidationError as error:
            raise InputError(f"these options cannot be used: {error}") from None
        age = asked.max_age_seconds
        return cls.of(
            show=asked.show,
            limit=asked.limit,
            since=asked.since and asked.since.astimezone(UTC),
            force=asked.force,
            full=asked.full,
            accept_removals=asked.accept_removals,
            airing=asked.airing,
            max_age=None if age is None else timedelta(seconds=age),
        )

    def for_record(self) -> dict[str, object]:
        """Return the options as the run's history keeps them."""
        chosen = self.selection
        rare: dict[str, object] = {"airing": True} if chosen.airing else {}
        if chosen.max_age is not None:
            rare["max_age_seconds"] = int(chosen.max_age.total_seconds())
        return {
            "show": [str(ref) for ref in chosen.shows],
            "limit": chosen.limit,
            "since": str(chosen.since) if chosen.since else None,
            "force": chosen.force,
            "full": chosen.full,
            "accept_removals": chosen.accept_removals,
            **rare,
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


max_age_option = click.option(
    "--max-age",
    type=Age(),
    help="Ask TMDb again for shows whose answer is older than this: hours (12h), days "
    "(1d), weeks (2w). Without it: a week, a day for shows in production.",
)


def selection_options(command: Command) -> Command:
    """Add --show, --limit, --since, --airing, --force and the output options."""
    command = output_options(command)
    for option in (
        click.option(
            "--force", is_flag=True, help="Do it again even where nothing is due."
        ),
        click.option(
            "--airing",
            is_flag=True,
            help="Only shows on the air: an episode was shown in the last three days, "
            "or will be in the next two.",
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
