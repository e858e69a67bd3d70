"""Options that name what a person's word is about, and the finding of it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol, TypeVar
from uuid import UUID

import click

from scripts._decisions import known_show
from trr_backend.errors import InputError
from trr_backend.models.person_ref import PersonRef
from trr_backend.models.selection import ShowRef
from trr_backend.models.shows import Entity
from trr_backend.repositories import subjects
from trr_backend.repositories.columns import Subject
from trr_backend.repositories.db import Transaction

Command = TypeVar("Command", bound=Callable[..., Any])


class Meant(Protocol):
    """What a person's word is about, however it was named."""

    @property
    def entity(self) -> Entity:
        """What kind of thing it is."""

    async def find(self, tx: Transaction) -> Subject:
        """Return it. Raises InputError where there is no such thing."""


@dataclass(frozen=True, slots=True)
class Named:
    """What the options name: a show (or a part of it), a person or a credit."""

    show: ShowRef | None = None
    season: int | None = None
    episode: int | None = None
    person: PersonRef | None = None
    credit: UUID | None = None

    @classmethod
    def of(
        cls,
        *,
        show: str | None = None,
        season: int | None = None,
        episode: int | None = None,
        person: str | None = None,
        credit: UUID | None = None,
    ) -> "Named":
        """Read the options. Raises InputError where they do not name one thing."""
        if sum(one is not None for one in (show, person, credit)) != 1:
            raise InputError("name one thing: --show, --person or --credit")
        if season is not None and show is None:
            raise InputError("--season needs the --show that it is of")
        if episode is not None and season is None:
            raise InputError("--episode needs the --season that it is of")
        return cls(
            show=ShowRef.parse(show) if show is not None else None,
            season=season,
            episode=episode,
            person=PersonRef.parse(person) if person is not None else None,
            credit=credit,
        )

    @property
    def entity(self) -> Entity:
        """What kind of thing is named."""
        if self.person is not None:
            return "person"
        if self.credit is not None:
            return "credit"
        if self.episode is not None:
            return "episode"
        return "show" if self.season is None else "season"

    async def find(self, tx: Transaction) -> Subject:
        """Return what is named. Raises InputError where there is no such thing."""
        if self.person is not None:
            return _known(await subjects.find_person(tx, self.person), self.person)
        if self.credit is not None:
            return _known(await subjects.find_credit(tx, self.credit), self.credit)
        if self.show is None:
            raise InputError("name one thing: --show, --person or --credit")
        return await self._part(tx, await known_show(tx, self.show))

    async def _part(self, tx: Transaction, show: Subject) -> Subject:
        if self.season is None:
            return show
        if self.episode is None:
            found = await subjects.find_season(tx, show, self.season)
            return _known(found, f"season {self.season} of {show.label}")
        found = await subjects.find_episode(tx, show, self.season, self.episode)
        return _known(
            found, f"season {self.season} episode {self.episode} of {show.label}"
        )


def _known(found: Subject | None, what: object) -> Subject:
    if found is None:
        raise InputError(f"there is no {what} in the catalogue")
    return found


def subject_options(command: Command) -> Command:
    """Add --show, --season, --episode, --person and --credit."""
    for option in (
        click.option("--credit", type=click.UUID, help="The credit of this id."),
        click.option(
            "--person", metavar="ID", help="This person: uuid, tmdb:ID or imdb:ID."
        ),
        click.option(
            "--episode",
            type=click.IntRange(min=0),
            metavar="N",
            help="The season's episode of this number.",
        ),
        click.option(
            "--season",
            type=click.IntRange(min=0),
            metavar="N",
            help="The show's season of this number; 0 are the specials.",
        ),
        click.option(
            "--show", metavar="ID", help="This show: uuid, slug, tmdb:ID or imdb:ID."
        ),
    ):
        command = option(command)
    return command
