"""A show's TMDb documents as credits: of the show, its seasons, its episodes."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from trr_backend.ingestion.categories import Kind, category
from trr_backend.ingestion.credit_entries import CreditEntries, newest_entries
from trr_backend.ingestion.credit_keys import credit_keys
from trr_backend.ingestion.people import gender_from_tmdb
from trr_backend.integrations.tmdb.wire import (
    AggregateCredits,
    CastCredit,
    Credited,
    CrewCredit,
    Job,
    Role,
)
from trr_backend.models.documents import Document
from trr_backend.models.people import (
    CreditedPerson,
    CreditRecord,
    CreditScope,
    CreditsRecord,
)
from trr_backend.utils.text import clean, verbatim

# Raised with every change of what the functions below make of documents.
CREDITS_MAPPING = 1


@dataclass(frozen=True, slots=True)
class _Said:
    """One credit as it was said, in the same words for every scope."""

    person: Credited
    kind: Kind
    credit_id: str | None
    role: str | None
    department: str | None = None
    order: int | None = None
    episode_count: int | None = None

    @property
    def meaning(self) -> tuple[object, ...]:
        """What makes it this credit and no other of its scope."""
        return (self.person.id, self.kind == "crew", self.role, self.department)


@dataclass(slots=True)
class _Gathered:
    """What was found so far; people in the order in which they are named."""

    scopes: list[CreditScope] = field(default_factory=list)
    people: dict[int, CreditedPerson] = field(default_factory=dict)
    credits: list[CreditRecord] = field(default_factory=list)
    nameless: int = 0


def credits_from_tmdb(documents: Sequence[Document]) -> CreditsRecord:
    """Return the credits in a show's documents (kinds tv and tv_part).

    Seasons and episodes are those that `seasons_from_tmdb` makes of the same documents;
    what several of these hold counts as the newest says. A scope of which only one of
    its two lists came (cast, crew) is not among `scopes`: what the other one held is
    not known to be gone; nor is the show where it has no credit and its parts have. A
    person's word is not in it: it is about single credits by our id, and decided where
    they are written.
    """
    entries = newest_entries(documents)
    gathered = _Gathered()
    if entries.show is not None:
        guests = _guest_credits(entries)
        _gather(
            gathered,
            CreditScope(),
            _said_of_show(entries.show, guests),
            is_whole=_is_whole_show(entries.show, entries),
        )
    for season_tmdb_id, season in entries.seasons.items():
        _gather(
            gathered,
            CreditScope(season_tmdb_id=season_tmdb_id),
            _said_of_one(season.cast, "regular", season.crew),
            is_whole=season.cast is not None and season.crew is not None,
        )
    for episode_tmdb_id, episode in entries.episodes.items():
        if episode.crew is None and episode.guest_stars is None:
            continue
        _gather(
            gathered,
            CreditScope(episode_tmdb_id=episode_tmdb_id),
            _said_of_one(episode.guest_stars, "guest", episode.crew),
            is_whole=episode.crew is not None and episode.guest_stars is not None,
        )
    return CreditsRecord(
        scopes=tuple(gathered.scopes),
        people=tuple(gathered.people.values()),
        credits=tuple(gathered.credits),
        nameless=gathered.nameless,
    )


def _is_whole_show(said: AggregateCredits, entries: CreditEntries) -> bool:
    """Tell whether both lists came; empty beside credits of parts, they were cut."""
    if said.cast is None or said.crew is None:
        return False
    if said.cast or said.crew:
        return True
    return not any(
        [
            *(one.cast or one.crew for one in entries.seasons.values()),
            *(one.guest_stars or one.crew for one in entries.episodes.values()),
        ]
    )


def _guest_credits(entries: CreditEntries) -> set[str]:
    """Return the ids of guest stars' credits, which the show's list holds as cast."""
    guests = {
        one.credit_id
        for episode in entries.episodes.values()
        for one in episode.guest_stars or ()
        if one.credit_id
    }
    regulars = {
        one.credit_id
        for season in entries.seasons.values()
        for one in season.cast or ()
    }
    return guests - regulars


def _said_of_show(said: AggregateCredits, guests: set[str]) -> Iterator[_Said]:
    for one in said.cast or ():
        for role in one.roles or [Role(episode_count=one.total_episode_count)]:
            is_guest = role.credit_id in guests
            yield _Said(
                one,
                "guest" if is_guest else "regular",
                role.credit_id,
                role.character,
                order=one.order,
                episode_count=role.episode_count,
            )
    for member in said.crew or ():
        for job in member.jobs or [Job(episode_count=member.total_episode_count)]:
            yield _Said(
                member,
                "crew",
                job.credit_id,
                job.job,
                department=member.department,
                episode_count=job.episode_count,
            )


def _said_of_one(
    cast: Sequence[CastCredit] | None, kind: Kind, crew: Sequence[CrewCredit] | None
) -> Iterator[_Said]:
    for one in cast or ():
        yield _Said(one, kind, one.credit_id, one.role, order=one.order)
    for member in crew or ():
        yield _Said(
            member, "crew", member.credit_id, member.job, department=member.department
        )


def _gather(
    gathered: _Gathered, scope: CreditScope, said: Iterable[_Said], *, is_whole: bool
) -> None:
    """Add a scope's credits; of credits that say the same, the first one."""
    if is_whole:
        gathered.scopes.append(scope)
    named: list[tuple[_Said, CreditedPerson]] = []
    for one in said:
        person = _person(one.person)
        if person is None:
            gathered.nameless += 1
            continue
        gathered.people.setdefault(person.tmdb_id, person)
        named.append((one, person))
    keys = credit_keys((one.credit_id, one.meaning) for one, _ in named)
    records: dict[str, CreditRecord] = {}
    for key, (one, person) in zip(keys, named, strict=True):
        if key not in records:
            records[key] = _record(scope, key, one, person)
    gathered.credits.extend(records.values())


def _person(said: Credited) -> CreditedPerson | None:
    name = clean(said.name) or clean(said.original_name)
    if said.id is None or said.id < 1 or name is None:
        return None
    return CreditedPerson(
        tmdb_id=said.id,
        name=name,
        gender=gender_from_tmdb(said.gender),
        known_for_department=clean(said.known_for_department),
        profile_path=clean(said.profile_path),
    )


def _record(
    scope: CreditScope, key: str, said: _Said, person: CreditedPerson
) -> CreditRecord:
    role = verbatim(said.role)
    department = clean(said.department)
    return CreditRecord(
        scope=scope,
        source_key=key,
        person_tmdb_id=person.tmdb_id,
        category=category(said.kind, role, department),
        role=role,
        department=department,
        billing_order=said.order,
        episode_count=said.episode_count,
    )
