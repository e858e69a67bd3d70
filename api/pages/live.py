"""The page at `/live`: what changed last, and what changes while one looks."""

from html import escape

import msgspec

from api.pages.layout import Own, Page, page, resource


class Told(msgspec.Struct, frozen=True):
    """One event of the feed; `name` and `path` where there is a page about it."""

    entity: str
    kind: str
    fields: list[str]
    at: str
    name: str | None
    path: str | None


class Live(msgspec.Struct, frozen=True):
    """The newest events, the last first, and the cursor behind them."""

    cursor: int
    events: list[Told]


def live_page(body: bytes) -> Page:
    """Return the page of what `load_live_page` read."""
    live = msgspec.json.decode(body, type=Live)
    none = (
        ""
        if live.events
        else '<p id="none">Nothing yet: a change shows up here while you look.</p>'
    )
    return page(
        title="What changes",
        main='<h2>What changes <span id="state">connecting</span></h2>'
        "<p>Every change of the catalogue as it is committed, read from "
        "<code>/api/v1/ws</code>. The same feed is at "
        '<a href="/api/v1/changes?since=0"><code>/api/v1/changes</code></a>, as a '
        "stream at <code>/api/v1/changes/stream</code>, and in webhooks.</p>"
        f'{none}<ol id="changes" data-cursor="{live.cursor}" aria-live="polite">'
        f"{''.join(map(_line, live.events))}</ol>",
        own=Own(resource("live.css"), resource("live.js")),
    )


def _line(event: Told) -> str:
    words = escape(event.name or event.entity)
    what = (
        f'<a href="{escape(event.path)}">{words}</a>'
        if event.path
        else f'<span class="what">{words}</span>'
    )
    return (
        f'<li><time datetime="{escape(event.at)}">{escape(event.at[11:19])}</time> '
        f'{what} <b class="{event.kind}">{event.kind}</b> '
        f'<span class="fields">{escape(", ".join(event.fields))}</span></li>'
    )
