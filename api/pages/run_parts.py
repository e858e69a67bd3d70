"""What the pages of runs have in common: how far one is, its stages, what became of it.

The script of these pages (runs.js) puts what it hears into the parts that are marked
with `data-` here; what it writes looks as it does here.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from html import escape
from typing import Final

from api.pages.layout import Own, Page, page, resource
from trr_backend.models.run_state import RunShown, StageState
from trr_backend.utils.lasting import lasting
from trr_backend.utils.text import counted

_OUTCOMES: Final = {
    "done": "done",
    "done_with_failures": "done with failures",
    "failed": "failed",
    "stopped": "stopped",
    "cancelled": "cancelled",
}
_UNKNOWN: Final = "not known yet"


def runs_page(title: str, *, topic: str, told: str | None) -> Page:
    """Return a page about runs; without what is told it asks for the key of an admin.

    `told` is HTML. The script sends the key in a header, and keeps it as long as the
    tab is open.
    """
    body = "" if told is None else told
    ask = "" if told is not None else _ASK
    return page(
        title=title,
        main=f'<h2>{escape(title)} <span id="state" hidden></span></h2>'
        f'<form id="key" hidden><label>The key or the token of an admin '
        f'<input type="password" autocomplete="off" required></label>'
        f"<button>Show</button></form>"
        f'<p id="said" role="status"></p>{ask}'
        f'<div id="told" data-topic="{escape(topic)}">{body}</div>',
        own=Own(resource("runs.css"), resource("runs.js")),
        named=(),
    )


_ASK: Final = (
    "<noscript><p>These pages are for admins, and a browser without scripts cannot "
    "send a key. <code>trr status --watch</code> shows the same, and so does "
    "<code>curl -H 'X-API-Key: …' …/api/v1/runs</code>.</p></noscript>"
)


def badge(run: RunShown) -> str:
    """Return whether it waits, goes on, or how it ended."""
    kind = run.outcome or ("ending" if run.cancel_asked_at else run.state)
    words = _OUTCOMES.get(kind, kind)
    return mark(kind, words)


def mark(kind: str, words: str) -> str:
    """Return a word about a state, in its colour."""
    return f'<b class="badge {escape(kind)}" data-part="state">{escape(words)}</b>'


def how_far(run: RunShown) -> str:
    """Return the bar of what is on, and what is said below it."""
    on = run.progress
    if on is None or run.state == "queued":
        bar = '<progress data-part="bar" hidden></progress>'
        count = ""
    else:
        value, most = (on.done, on.total) if on.total else (1, 1)
        bar = f'<progress data-part="bar" value="{value}" max="{most}"></progress>'
        count = far(on.stage, on.done, on.total, on.failed)
    ends = "" if run.state == "ended" else f"<p>{_expected(run)}</p>"
    return (
        f'{bar}<p data-part="count">{escape(count)}</p>{ends}'
        f'<p><span data-part="requests">{run.requests}</span> requests to upstreams</p>'
    )


def far(stage: str, done: int, total: int | None, failed: int) -> str:
    """Return how far a stage is, in words."""
    of = "" if total is None else f" of {total}"
    return f"{stage}: {done}{of}{f', {failed} failed' if failed else ''}"


def _expected(run: RunShown) -> str:
    stage = _clock(run.stage_ends_at)
    whole = _clock(run.expected_end_at)
    return (
        f'expected end of this: <span data-part="stage_ends_at">{stage}</span>; '
        f'of all of it: <span data-part="expected_end_at">{whole}</span>'
    )


def _clock(at: datetime | None) -> str:
    return _UNKNOWN if at is None else f"{at:%H:%M:%S} UTC"


def when(at: datetime | None) -> str:
    """Return a time, to the second."""
    if at is None:
        return ""
    return f'<time datetime="{at.isoformat()}">{at:%Y-%m-%d %H:%M:%S}</time>'


def took(run: RunShown) -> str:
    """Return how long it took, or takes so far."""
    return "" if run.seconds is None else lasting(run.seconds)


def failures(run: RunShown) -> int:
    """Return how many items are left undone."""
    return sum(stage.failed for stage in run.stages)


def asked_by(run: RunShown) -> str:
    """Return who asked for it and how it stands in the queue."""
    if run.queued_at is None:
        return "in its command's own process"
    waited = lasting(run.waited_seconds or 0)
    return f"asked for by {run.actor or 'somebody'}, waited {waited}"


def stage_table(stages: Sequence[StageState]) -> str:
    """Return a row a stage that had anything to do."""
    heads = ("stage", "done", "failed", "unchanged", "left", "a second", "requests")
    rows = (_stage_cells(one) for one in stages if not one.is_idle)
    return table(heads, rows, part="stages")


def _stage_cells(stage: StageState) -> tuple[str, ...]:
    return (
        escape(stage.stage),
        str(stage.done),
        str(stage.failed),
        str(stage.unchanged),
        "" if stage.left is None else str(stage.left),
        "" if stage.rate is None else f"{stage.rate:.1f}",
        str(stage.requests),
    )


def table(
    heads: Sequence[str], rows: Iterable[Sequence[str]], *, part: str = ""
) -> str:
    """Return a table of cells that are HTML; one of a `part` may be empty."""
    lines = "".join(
        f"<tr>{''.join(f'<td>{cell}</td>' for cell in row)}</tr>" for row in rows
    )
    if not lines and not part:
        return ""
    head = "".join(f"<th>{escape(one)}</th>" for one in heads)
    marked = f' data-part="{part}"' if part else ""
    hidden = "" if lines else " hidden"
    return (
        f'<div class="wide"{hidden}><table{marked}><thead><tr>{head}</tr></thead>'
        f"<tbody>{lines}</tbody></table></div>"
    )


def button(label: str, order: str) -> str:
    """Return what sends an order; without scripts there is none."""
    return f'<button data-order="{escape(order)}" hidden>{escape(label)}</button>'


def items(count: int) -> str:
    """Return a number of items, in words."""
    return counted(count, "item")
