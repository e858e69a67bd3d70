"""The tables of wikis that pipelines write, for `merge`."""

from trr_backend.repositories.merge import Table

WIKI_PAGES = Table(
    schema="core",
    name="wiki_pages",
    key=("wiki_id", "page_number"),
    compared=("title", "url", "revision", "revised_at", "stale", "missing_since"),
    carried=("retrieved_at",),
)
WIKI_TITLES = Table(
    schema="core",
    name="wiki_titles",
    key=("wiki_id", "title"),
    compared=("page_id", "stale"),
    carried=("asked_at",),
)
WIKI_SUBJECTS = Table(
    schema="core",
    name="wiki_subjects",
    key=("page_id",),
    compared=(
        "entity",
        "entity_id",
        "season_number",
        "score",
        "reasons",
        "candidates",
        "by_person",
    ),
    touched="matched_at",
)
_TERMS = (
    "source",
    "source_url",
    "licence",
    "licence_url",
    "attribution",
    "missing_since",
)
_FIRST_SEEN = ("revision", "retrieved_at")
FACTS_OF_PEOPLE = Table(
    schema="core",
    name="person_facts",
    key=("person_id", "page_id", "scope", "field"),
    compared=("value", "heading", "show_id", "season_id", *_TERMS),
    carried=_FIRST_SEEN,
)
FACTS_OF_SHOWS = Table(
    schema="core",
    name="show_facts",
    key=("show_id", "page_id", "scope", "field"),
    compared=("value", "heading", "season_id", *_TERMS),
    carried=_FIRST_SEEN,
)
SEASON_LEDGER = Table(
    schema="core",
    name="season_ledger",
    key=("show_id", "page_id", "scope", "name"),
    compared=(
        "season_id",
        "page_title",
        "person_id",
        "stated_by",
        "placement",
        "place",
        "entry",
        "exit",
        "teams",
        "position",
        *_TERMS,
    ),
    carried=_FIRST_SEEN,
)
