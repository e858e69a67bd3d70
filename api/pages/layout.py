"""The frame of a page, and the policy that goes with it."""

from base64 import b64encode
from collections.abc import Sequence
from functools import cache
from hashlib import sha256
from html import escape
from importlib.resources import files
from string import Template
from typing import Final, Literal

from api.attribution import IMDB, JUSTWATCH, TMDB

Source = Literal["tmdb", "justwatch", "imdb"]
_SOURCES: Final = {"tmdb": TMDB, "justwatch": JUSTWATCH, "imdb": IMDB}


def sources(
    *, has_offers: bool = False, names_imdb: bool = False
) -> tuple[Source, ...]:
    """Return who has to be named on a page with what it shows besides TMDb's data."""
    offers: tuple[Source, ...] = ("justwatch",) if has_offers else ()
    imdb: tuple[Source, ...] = ("imdb",) if names_imdb else ()
    return ("tmdb", *offers, *imdb)


def page(
    *, title: str, main: str, q: str = "", named: Sequence[Source] = ("tmdb",)
) -> bytes:
    """Return a whole page; `main` is HTML, title and q are plain text.

    `named` are the sources of what it shows, who have to be named with it.
    """
    return (
        Template(_resource("layout.html"))
        .substitute(
            title=escape(title),
            style=_style(),
            q=escape(q),
            main=main,
            attribution=_attribution(tuple(named)),
        )
        .encode()
    )


def policy(picture_origins: Sequence[str] = ()) -> str:
    """Return the Content-Security-Policy: our style, pictures, one form, no script."""
    digest = b64encode(sha256(_style().encode()).digest()).decode()
    pictures = " ".join(("'self'", *picture_origins))
    return (
        f"default-src 'none'; img-src {pictures}; style-src 'sha256-{digest}'; "
        "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    )


@cache
def _style() -> str:
    return "\n".join(map(_resource, ("style.css", "whole.css")))


@cache
def _resource(name: str) -> str:
    # Without the last line end: the browser hashes exactly what is between the tags.
    return files("api.pages").joinpath(name).read_text(encoding="utf-8").strip()


@cache
def _attribution(named: tuple[Source, ...]) -> str:
    return "\n".join(
        f'<p>{escape(one["text"])} <a href="{one["url"]}">{one["url"]}</a></p>'
        for one in (_SOURCES[name] for name in named)
    )
