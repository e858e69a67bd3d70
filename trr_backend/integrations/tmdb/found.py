"""The shapes of TMDb's answers that lead to a series: find, search, lists.

An item of a list says what it is by `media_type`; items of the oldest lists say
nothing and are films. A list's id is a string in v3 and a number in v4.
"""

from msgspec import Raw, Struct


class FoundSeries(Struct, frozen=True, kw_only=True):
    """A series as find and search answer it."""

    id: int
    name: str | None = None
    original_name: str | None = None
    original_language: str | None = None
    origin_country: list[str] | None = None
    first_air_date: str | None = None
    popularity: float | None = None
    vote_count: int | None = None
    poster_path: str | None = None
    media_type: str | None = None


class FindAnswer(Struct, frozen=True, kw_only=True):
    """`GET /3/find/{id}`: only series are read, the rest is counted."""

    tv_results: list[FoundSeries] | None
    movie_results: list[Raw] | None = None
    person_results: list[Raw] | None = None
    tv_episode_results: list[Raw] | None = None
    tv_season_results: list[Raw] | None = None

    @property
    def others(self) -> dict[str, int]:
        """How many results of other kinds there are, without the kinds of none."""
        counts = {
            "movie": self.movie_results,
            "person": self.person_results,
            "episode": self.tv_episode_results,
            "season": self.tv_season_results,
        }
        return {kind: len(found) for kind, found in counts.items() if found}


class SearchAnswer(Struct, frozen=True, kw_only=True):
    """`GET /3/search/tv`: one page."""

    results: list[FoundSeries] | None
    page: int | None = None
    total_pages: int | None = None
    total_results: int | None = None


class ListItem(Struct, frozen=True, kw_only=True):
    """A film or a series in a list."""

    id: int
    media_type: str | None = None
    name: str | None = None
    title: str | None = None
    original_name: str | None = None
    original_title: str | None = None
    first_air_date: str | None = None
    release_date: str | None = None

    @property
    def kind(self) -> str:
        """tv, movie or the answer's other word."""
        return self.media_type or ("tv" if self.name and not self.title else "movie")


class ListPage(Struct, frozen=True, kw_only=True):
    """What a page of a list says in either version."""

    id: str | int
    name: str | None = None
    description: str | None = None
    item_count: int | None = None
    page: int | None = None
    total_pages: int | None = None
    total_results: int | None = None


class ListPageV3(ListPage, frozen=True, kw_only=True):
    """`GET /3/list/{id}?page=N`; old answers hold all items and no page count."""

    items: list[ListItem] | None


class ListPageV4(ListPage, frozen=True, kw_only=True):
    """`GET /4/list/{id}?page=N`; `comments` is keyed by `media_type:id`."""

    results: list[ListItem] | None
    comments: dict[str, str | None] | None = None


class ImageConfiguration(Struct, frozen=True, kw_only=True):
    """Where pictures are and in which sizes."""

    secure_base_url: str | None = None
    base_url: str | None = None
    logo_sizes: list[str] | None = None
    poster_sizes: list[str] | None = None
    backdrop_sizes: list[str] | None = None
    profile_sizes: list[str] | None = None
    still_sizes: list[str] | None = None


class Configuration(Struct, frozen=True, kw_only=True):
    """`GET /3/configuration`."""

    images: ImageConfiguration
    change_keys: list[str] | None = None
