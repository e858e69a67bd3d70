"""The tables of people and credits that pipelines write, for `merge`."""

from trr_backend.repositories.merge import Table

# What a source may leave out without taking it back, and what its silence ends.
_PERSON_KEPT = (
    "gender",
    "birthday",
    "place_of_birth",
    "biography",
    "homepage",
    "known_for_department",
    "popularity",
    "adult",
    "facebook_handle",
    "instagram_handle",
    "twitter_handle",
    "tiktok_handle",
    "youtube_handle",
)
# A death that is taken back was never one.
_PERSON_STATE = ("profile_path", "deathday")
PERSON_FACTS = (*_PERSON_KEPT, *_PERSON_STATE)
PEOPLE = Table(
    schema="core",
    name="people",
    key=("id",),
    compared=("name", *PERSON_FACTS, "provenance", "missing_since"),
    carried=("details_at",),
    touched="updated_at",
    kept=_PERSON_KEPT,
    joined="provenance",
    dropped=_PERSON_STATE,
)
# Who is known from credits alone: never written over who is there.
STUBS = Table(
    schema="core",
    name="people",
    key=("id",),
    compared=(),
    carried=("name", "gender", "known_for_department", "profile_path"),
)
PERSON_ALIASES = Table(
    schema="core",
    name="person_aliases",
    key=("person_id", "name"),
    compared=("position", "missing_since"),
)
PERSON_WORKS = Table(
    schema="core",
    name="person_works",
    key=("person_id", "source", "source_key"),
    compared=(
        "media_type",
        "work_key",
        "title",
        "role",
        "department",
        "is_crew",
        "released_on",
        "episode_count",
        "missing_since",
    ),
)
CREDITS = Table(
    schema="core",
    name="credits",
    key=("scope_id", "source", "source_key"),
    compared=(
        "show_id",
        "season_id",
        "episode_id",
        "person_id",
        "category",
        "role",
        "department",
        "billing_order",
        "episode_count",
        "missing_since",
    ),
)
