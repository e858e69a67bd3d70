"""Words and marks that several pages share; whatever comes from data is escaped."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from html import escape
from urllib.parse import urlsplit


def initials(name: str) -> str:
    """Return up to two letters that stand for a name where there is no picture."""
    words = [word for word in name.split() if word[0].isalnum()]
    return "".join(word[0] for word in words[:2]).upper() or "?"


def by_width(srcset: str | None, sizes: str) -> str:
    """Return the attributes of a picture that is there in several widths."""
    return f' srcset="{escape(srcset)}" sizes="{escape(sizes)}"' if srcset else ""


def link(address: str | None, text: str) -> str:
    """Return a link to elsewhere; an address that is none of the web is left out."""
    if address is None or not _is_of_the_web(address):
        return ""
    return f'<a href="{escape(address)}" rel="noopener nofollow">{escape(text)}</a>'


def host(address: str) -> str:
    """Return the host of an address; empty where it has none."""
    try:
        return urlsplit(address).hostname or ""
    except ValueError:  # of a bracket that is not closed
        return ""


def _is_of_the_web(address: str) -> bool:
    try:
        return urlsplit(address).scheme in {"http", "https"}
    except ValueError:  # of a bracket that is not closed
        return False


def count(number: int, one: str, many: str) -> str:
    """Return `1 episode` or `2 episodes`."""
    return f"{number} {one if number == 1 else many}"


def span(first: str | None, last: str | None) -> str:
    """Return the years between two days, as far as they are known."""
    start, end = (first or "")[:4], (last or "")[:4]
    return start if end in ("", start) else f"{start}-{end}"


def on_air(status: str | None, first: str | None, last: str | None) -> str:
    """Return the years in which a show was on air; empty where none is known.

    One of which nobody says whether it goes on is over a year after its last day.
    """
    if not first or status in {"Ended", "Canceled"}:
        return span(first, last)
    if status is None and last and _is_long_ago(last):
        return span(first, last)
    return f"Since {first[:4]}"


def _is_long_ago(day: str) -> bool:
    return date.fromisoformat(day) < datetime.now(UTC).date() - timedelta(days=365)


def paragraphs(text: str | None) -> str:
    """Return a text of several lines as paragraphs."""
    lines = (line.strip() for line in (text or "").splitlines())
    return "".join(f"<p>{escape(line)}</p>" for line in lines if line)


def facts(rows: Iterable[tuple[str, str]]) -> str:
    """Return terms with what is known of them, which is HTML; empty ones left out."""
    shown = "".join(
        f"<div><dt>{escape(term)}</dt><dd>{said}</dd></div>"
        for term, said in rows
        if said
    )
    return f'<dl class="known">{shown}</dl>'
