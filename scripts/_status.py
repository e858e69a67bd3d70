"""How an installation stands, as tables for people."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from trr_backend.repositories.status import (
    Amounts,
    Feed,
    ImportedFile,
    KeptPart,
    LatestRun,
    Pictures,
    ReadChanges,
    Status,
    Webhooks,
    WikiRows,
)
from trr_backend.utils.text import counted

# In the order in which they are shown.
_PARTS = {
    ("tmdb", "tv"): "shows",
    ("tmdb", "tv_part"): "further seasons",
    ("tmdb", "tv_lang"): "further languages",
    ("tmdb", "episode_group"): "alternative orders",
    ("tmdb", "person"): "people",
    ("tmdb", "find"): "lookups by IMDb id",
    ("tmdb", "search_tv"): "searches",
    ("tmdb", "list"): "lists",
    ("imdb", "title"): "IMDb's titles",
    ("imdb", "episodes"): "IMDb's episodes",
    ("imdb", "akas"): "IMDb's other titles",
    ("imdb", "credits"): "IMDb's credits",
    ("imdb", "names"): "IMDb's people",
    ("fandom", "page"): "pages of Fandom's wikis",
    ("fandom", "site"): "Fandom's wikis",
    ("wiki", "page"): "pages of other wikis",
    ("wiki", "site"): "other wikis",
}
_QUESTIONS = {
    "resolve-tmdb-ids": "which series a listed show is",
    "same-show": "whether two shows are one",
    "same-person": "whether two people are one",
    "successor": "which series took the place of another",
    "imdb-episode": "which of IMDb's episodes one is",
    "wiki-page": "whom or what a wiki's page is about",
}
_LISTS = {"tv": "shows", "person": "people"}


def print_status(console: Console, status: Status, now: datetime) -> None:
    """Print the tables that have something in them, then what is to be done."""
    for line in (
        *_amounts(status.amounts),
        *_feed(status.feed, now),
        *_webhooks(status.webhooks),
    ):
        console.print(line, soft_wrap=True)
    if not status.parts:
        console.print(f"\n{_nothing(status)}")
    for table in _tables(status, now):
        if table.row_count:
            console.print()
            console.print(table)
    advice = list(_advice(status))
    if advice:
        console.print()
    for line in advice:
        console.print(line, soft_wrap=True)


def _amounts(amounts: Amounts) -> Iterator[str]:
    yield (
        f"{counted(amounts.shows, 'show')} followed, {amounts.untracked} not followed, "
        f"{amounts.unresolved} not found on TMDb, {amounts.missing} gone there, "
        f"{amounts.unfetched} without details"
    )
    yield (
        f"{counted(amounts.seasons, 'season')}, "
        f"{counted(amounts.episodes, 'episode')}, "
        f"{counted(amounts.credits, 'credit')}, "
        f"{counted(amounts.people, 'person', 'people')} "
        f"({amounts.bare_people} known from credits only)"
    )
    yield f"{counted(amounts.offers, 'offer')}, {counted(amounts.pictures, 'picture')}"


def _webhooks(webhooks: Webhooks) -> Iterator[str]:
    if webhooks.count:
        yield (
            f"{counted(webhooks.count, 'webhook')}, {webhooks.failing} failing, "
            f"{webhooks.disabled} disabled"
        )


def _feed(feed: Feed, now: datetime) -> Iterator[str]:
    if feed.oldest is not None and feed.newest is not None:
        yield (
            f"{counted(feed.events, 'change')} in the feed, the oldest of "
            f"{_span(now - feed.oldest)} ago, the newest of {_span(now - feed.newest)} "
            "ago"
        )


def _nothing(status: Status) -> str:
    """Return why there is no answer: none came, or none may be kept."""
    if any(run.command == "retention" and run.finished_at for run in status.runs):
        return "No answer of a source is kept."
    return "Nothing was fetched yet."


def _tables(status: Status, now: datetime) -> Iterator[Table]:
    yield _kept(status.parts, now)
    yield _pictures(status.pictures, now)
    yield _changes(status.changes, now)
    yield _imdb(status)
    yield _datasets(status.datasets, now)
    yield _wikis(status.wikis, now)
    yield _runs(status.runs, now)
    yield _waiting(status, now)


def _kept(parts: Sequence[KeptPart], now: datetime) -> Table:
    table = _table(
        "answers about", "answers", "oldest", "newest", "due", "first expires"
    )
    for part in sorted(parts, key=_place):
        table.add_row(
            _PARTS.get((part.source, part.kind), f"{part.source} {part.kind}"),
            str(part.count),
            _span(now - part.oldest),
            _span(now - part.newest),
            str(part.due),
            f"{part.expired} have"
            if part.expired
            else f"in {_span(part.next_expiry - now)}",
        )
    return table


def _pictures(pictures: Sequence[Pictures], now: datetime) -> Table:
    table = _table(
        *("pictures", "kept", "oldest", "newest", "copies", "listed"),
        *("refused", "next try"),
    )
    for one in pictures:
        table.add_row(
            f"pictures of {one.source}",
            str(one.kept),
            _span(now - one.oldest) if one.oldest else "",
            _span(now - one.newest) if one.newest else "",
            str(one.variants),
            str(one.listed),
            str(one.refused),
            _next_try(one.next_try, now),
        )
    return table


def _next_try(at: datetime | None, now: datetime) -> str:
    if at is None:
        return ""
    return f"in {_span(at - now)}" if at > now else "next run"


def _place(part: KeptPart) -> tuple[int, str, str]:
    known = list(_PARTS)
    name = (part.source, part.kind)
    return (known.index(name) if name in known else len(known), *name)


def _changes(lists: Sequence[ReadChanges], now: datetime) -> Table:
    table = _table("list of changes", "read until", "asked")
    for one in lists:
        kind = _LISTS.get(one.kind, one.kind)
        table.add_row(kind, str(one.read_until), f"{_span(now - one.asked_at)} ago")
    return table


def _imdb(status: Status) -> Table:
    table = _table("IMDb", "titles", "people")
    for one in status.imdb:
        table.add_row(one.source, str(one.titles), str(one.names))
    return table


def _datasets(files: Sequence[ImportedFile], now: datetime) -> Table:
    table = _table("IMDb file", "MB", "imported")
    for file in files:
        size = f"{file.bytes / 1_000_000:.1f}"
        table.add_row(file.name, size, f"{_span(now - file.imported_at)} ago")
    return table


def _wikis(wikis: Sequence[WikiRows], now: datetime) -> Table:
    table = _table(
        *("wiki", "shows", "people", "pages", "gone", "unknown", "facts", "ledger"),
        "read",
    )
    for one in wikis:
        table.add_row(
            escape(one.name),
            str(one.shows),
            str(one.people),
            str(one.pages),
            str(one.missing),
            str(one.unmatched),
            str(one.facts),
            str(one.entries),
            f"{_span(now - one.read_at)} ago" if one.read_at else "never",
        )
    return table


def _runs(runs: Sequence[LatestRun], now: datetime) -> Table:
    table = _table("latest run", "begun", "took", "failed", "ended")
    for run in runs:
        took = _span(run.finished_at - run.started_at) if run.finished_at else ""
        table.add_row(
            escape(run.command),
            f"{_span(now - run.started_at)} ago",
            took,
            str(run.failed),
            run.outcome or "not: it runs, or was killed",
        )
    return table


def _waiting(status: Status, now: datetime) -> Table:
    table = _table("waits for you", "number", "since")
    for asked in status.questions:
        what = _QUESTIONS.get(asked.kind, asked.kind)
        table.add_row(escape(what), str(asked.count), _span(now - asked.since))
    return table


def _advice(status: Status) -> Iterator[str]:
    if not status.amounts.shows:
        yield "`trr import lists` brings shows in"
    elif status.amounts.awaited or any(one.due for one in status.parts):
        yield "`trr sync all` brings what is due up to date"
    if status.questions:
        yield "`trr review` shows what waits for you"
    if status.webhooks.failing or status.webhooks.disabled:
        yield "`trr webhooks list` shows why one is not told"
    if any(part.expired for part in status.parts):
        yield "`trr retention` takes away what may not be kept any longer"


def _table(first: str, *others: str) -> Table:
    table = Table(box=None, pad_edge=False, header_style="bold")
    table.add_column(first, no_wrap=True)
    for name in others:
        table.add_column(name, justify="right", no_wrap=True)
    return table


def _span(span: timedelta) -> str:
    """Return a length of time in its largest unit."""
    seconds = max(0, int(span.total_seconds()))
    for unit, length in (("d", 86400), ("h", 3600), ("min", 60)):
        if seconds >= length:
            return f"{seconds // length} {unit}"
    return f"{seconds} s"
