"""The shapes of TMDb's credits: of a whole series, of its seasons, of their episodes.

`aggregate_credits` lists a person once, with every role or job and its number of
episodes. `season/N/credits` lists a season's regular cast and crew, one credit an
entry; the episodes inside `season/N` list their own crew and guest stars. A person
may be named without an id: then nothing says who it is.
"""

from msgspec import Raw, Struct

from trr_backend.integrations.tmdb.decoding import Integer, decoder


class Credited(Struct, frozen=True, kw_only=True):
    """What each credit says of its person; gender is 0 (not set), 1, 2 or 3."""

    id: int | None = None
    name: str | None = None
    original_name: str | None = None
    gender: int | None = None
    known_for_department: str | None = None
    profile_path: str | None = None


class Role(Struct, frozen=True, kw_only=True):
    """A role in a series, and in how many episodes."""

    credit_id: str | None = None
    character: str | None = None
    episode_count: Integer | None = None


class Job(Struct, frozen=True, kw_only=True):
    """A job for a series, and for how many episodes."""

    credit_id: str | None = None
    job: str | None = None
    episode_count: Integer | None = None


class AggregateCast(Credited, frozen=True, kw_only=True):
    """A person in front of the camera, guest stars included, with all roles."""

    roles: list[Role] | None = None
    order: Integer | None = None
    total_episode_count: Integer | None = None


class AggregateCrew(Credited, frozen=True, kw_only=True):
    """A person behind the camera, with all jobs in one department."""

    jobs: list[Job] | None = None
    department: str | None = None
    total_episode_count: Integer | None = None


class AggregateCredits(Struct, frozen=True, kw_only=True):
    """The appended part `aggregate_credits`."""

    cast: list[AggregateCast] | None = None
    crew: list[AggregateCrew] | None = None


class CastCredit(Credited, frozen=True, kw_only=True):
    """One role of one person; guest stars of old answers have `character_name`."""

    credit_id: str | None = None
    character: str | None = None
    character_name: str | None = None
    order: Integer | None = None

    @property
    def role(self) -> str | None:
        """The character under either name."""
        return self.character_name if self.character is None else self.character


class CrewCredit(Credited, frozen=True, kw_only=True):
    """One job of one person."""

    credit_id: str | None = None
    job: str | None = None
    department: str | None = None


class SeasonCredits(Struct, frozen=True, kw_only=True):
    """The entry `season/N/credits`: appended, it does not say of which season."""

    cast: list[CastCredit] | None = None
    crew: list[CrewCredit] | None = None


class EpisodeCredits(Struct, frozen=True, kw_only=True):
    """The credits in one episode of a season; the regular cast is not repeated."""

    id: int | None = None
    crew: list[CrewCredit] | None = None
    guest_stars: list[CastCredit] | None = None


class CreditedSeason(Struct, frozen=True, kw_only=True):
    """The entry `season/N`, as far as it is about credits."""

    id: int
    episodes: list[EpisodeCredits] | None = None


class CreditedSeries(Struct, frozen=True, kw_only=True):
    """A series' answer, as far as it is about credits."""

    id: int
    aggregate_credits: AggregateCredits | None = None


_series = decoder(CreditedSeries)
_season = decoder(CreditedSeason)
_season_credits = decoder(SeasonCredits)


def decode_credited_series(body: bytes, url: str = "") -> CreditedSeries:
    """Return the credits in an answer of `/3/tv/{id}`. Raises Changed."""
    return _series(body, url)


def decode_credited_season(body: bytes | Raw, url: str = "") -> CreditedSeason:
    """Return the credits of episodes in an entry `season/N`. Raises Changed."""
    return _season(bytes(body), url)


def decode_season_credits(body: bytes | Raw, url: str = "") -> SeasonCredits:
    """Return the credits in an entry `season/N/credits`. Raises Changed."""
    return _season_credits(bytes(body), url)
