"""The tables of seasons, episodes and orders that pipelines write, for `merge`."""

from trr_backend.repositories.merge import Table

# What a source may leave out without taking it back, and what its silence ends
# (docs/decisions/0012): a picture that was withdrawn.
_SEASON_KEPT = ("name", "overview", "air_date", "vote_average")
_SEASON_STATE = ("poster_path",)
SEASON_FACTS = (*_SEASON_KEPT, *_SEASON_STATE)
SEASONS = Table(
    schema="core",
    name="seasons",
    key=("id",),
    compared=(
        "show_id",
        "season_number",
        *SEASON_FACTS,
        "provenance",
        "missing_since",
    ),
    kept=_SEASON_KEPT,
    joined="provenance",
    dropped=_SEASON_STATE,
)

_EPISODE_KEPT = (
    "name",
    "overview",
    "air_date",
    "runtime_minutes",
    "episode_type",
    "production_code",
    "vote_average",
    "vote_count",
)
_EPISODE_STATE = ("still_path",)
EPISODE_FACTS = (*_EPISODE_KEPT, *_EPISODE_STATE)
EPISODES = Table(
    schema="core",
    name="episodes",
    key=("id",),
    compared=(
        "show_id",
        "season_id",
        "episode_number",
        *EPISODE_FACTS,
        "provenance",
        "missing_since",
    ),
    kept=_EPISODE_KEPT,
    joined="provenance",
    dropped=_EPISODE_STATE,
)

SHOW_TRANSLATIONS = Table(
    schema="core",
    name="show_translations",
    key=("show_id", "language"),
    compared=("name", "overview", "tagline", "homepage", "missing_since"),
)


def _translations(entity: str) -> Table:
    return Table(
        schema="core",
        name=f"{entity}_translations",
        key=(f"{entity}_id", "language"),
        compared=("show_id", "name", "overview", "missing_since"),
    )


SEASON_TRANSLATIONS = _translations("season")
EPISODE_TRANSLATIONS = _translations("episode")

EPISODE_ORDERS = Table(
    schema="core",
    name="episode_orders",
    key=("show_id", "source", "key"),
    compared=("name", "type", "description", "missing_since"),
)
EPISODE_ORDER_ITEMS = Table(
    schema="core",
    name="episode_order_items",
    key=("show_id", "source", "key", "group_position", "position"),
    compared=("group_name", "episode_id", "missing_since"),
)
