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
