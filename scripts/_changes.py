"""The stage that asks TMDb what editors changed since the last run.

It fetches no show and writes no row in core: it flags what is stored, and the stages
after it ask for that again. Where the lists would cost more requests than asking every
show whether it changed, the shows are asked.
"""

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta

from scripts._show_stage import selected_ids
from scripts._stage import Context, Plan, Stage, Work
from trr_backend.ingestion.changes import LAST_PAGE, LONGEST_WINDOW, fetch_changes
from trr_backend.repositories import refresh
from trr_backend.repositories.refresh import ChangeCursor, ChangedKind

KINDS: tuple[ChangedKind, ...] = ("tv", "person")
# Four windows of 14 days; what is older than that is told by the documents' age.
_NOBODY = "No show is followed yet; `trr import lists` brings some in"
_LONGEST_GAP = timedelta(days=56)
# People are asked for after this time where no list says who changed.
_OLD_PEOPLE = timedelta(days=30)
_DAY = timedelta(days=1)
# What is left a night of how long the lists were: one long day is not held against them
# for ever.
_REMEMBERED = 0.9


@dataclass(frozen=True, slots=True)
class _Question:
    """What is to be asked: the days to read of each list; how many shows there are."""

    today: date
    cursors: dict[ChangedKind, ChangeCursor]
    shows: int

    def gap(self, kind: ChangedKind) -> timedelta | None:
        """Return how much of a list has not been read; None where it never was."""
        cursor = self.cursors.get(kind)
        return self.today - cursor.read_until if cursor else None

    @property
    def is_too_late(self) -> bool:
        """Whether some list is unread for so long that reading it is no use."""
        return any((gap := self.gap(kind)) and gap > _LONGEST_GAP for kind in KINDS)

    def windows(self, kind: ChangedKind) -> Iterator[tuple[date, date]]:
        """Yield the days to ask for, each window as long as one may be."""
        cursor = self.cursors.get(kind)
        first = cursor.read_until if cursor else self.today
        while first <= self.today:
            last = min(first + LONGEST_WINDOW, self.today)
            yield first, last
            first = last + _DAY

    def expected_pages(self) -> float:
        """Return how many pages the lists have, as far as one can tell beforehand."""
        return sum(
            max(1, (cursor.pages_a_day or 0) * ((last - first).days + 1))
            for kind, cursor in self.cursors.items()
            for first, last in self.windows(kind)
        )


@dataclass(slots=True)
class _Answer:
    """Who changed; `pages` is how many each list has, whether or not they were read."""

    ids: dict[ChangedKind, set[int]] = field(
        default_factory=lambda: {kind: set() for kind in KINDS}
    )
    pages: dict[ChangedKind, int] = field(
        default_factory=lambda: dict.fromkeys(KINDS, 0)
    )
    ask_each_show: bool = False


async def _plan(context: Context) -> Plan[_Question]:
    if not context.selection.is_everything:
        return Plan([])
    async with context.database.transaction() as tx:
        cursors = await refresh.load_cursors(tx)
        shows = await refresh.count_followed(tx)
    notes = [] if await selected_ids(context) else [_NOBODY]
    # Whom it would tell of may be followed again: it is read then.
    if context.selection.full or (cursors and not shows):
        return Plan([], notes=notes)
    return Plan([_Question(context.now().date(), cursors, shows)], notes=notes)


async def _collect(context: Context, question: _Question) -> _Answer:
    answer = _Answer()
    if len(question.cursors) < len(KINDS) or question.is_too_late:
        return answer
    if question.shows < question.expected_pages():
        answer.ask_each_show = True
        return answer
    unread: list[tuple[ChangedKind, date, date, int]] = []
    for kind in KINDS:
        windows = deque(question.windows(kind))
        while windows:
            first, last = windows.popleft()
            page = await fetch_changes(context.tmdb, kind, first, last, 1)
            if page.total_pages > LAST_PAGE and first < last:
                middle = first + (last - first) // 2
                windows.extendleft([(middle + _DAY, last), (first, middle)])
                continue
            answer.ids[kind].update(page.ids)
            answer.pages[kind] += max(1, page.total_pages)
            unread += [
                (kind, first, last, number) for number in range(2, page.total_pages + 1)
            ]
    if len(unread) > question.shows or any(page > LAST_PAGE for *_, page in unread):
        answer.ask_each_show = True
        return answer
    for kind, first, last, number in unread:
        page = await fetch_changes(context.tmdb, kind, first, last, number)
        answer.ids[kind].update(page.ids)
    return answer


async def _store(work: Work, question: _Question, answer: _Answer) -> None:
    if answer.ask_each_show:
        await refresh.flag_all_shows(work.tx, work.at)
    if answer.ask_each_show or question.is_too_late:
        await refresh.flag_old_people(work.tx, work.at - _OLD_PEOPLE, work.at)
    for kind in KINDS:
        if answer.ids[kind]:
            await refresh.flag(work.tx, kind, answer.ids[kind], work.at)
        await refresh.save_cursor(
            work.tx, kind, _cursor(question, kind, answer), work.at
        )
    if question.is_too_late:
        work.notes.append(
            f"the last run was more than {_LONGEST_GAP.days} days ago: what is older "
            "than its age allows is fetched again, whatever changed"
        )


def _cursor(question: _Question, kind: ChangedKind, answer: _Answer) -> ChangeCursor:
    if answer.pages[kind]:
        days = (question.gap(kind) or timedelta()).days + 1
        return ChangeCursor(question.today, answer.pages[kind] / days)
    known = question.cursors.get(kind)
    pages = known.pages_a_day if known else None
    return ChangeCursor(question.today, pages and pages * _REMEMBERED)


def _label(question: _Question) -> str:
    return f"changes until {question.today}"


STAGE = Stage("changes", _label, _plan, _collect, _store, prepares=True)
