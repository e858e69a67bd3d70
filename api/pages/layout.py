"""The frame of a page, and the policy that goes with it."""

from base64 import b64encode
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from html import escape
from importlib.resources import files
from string import Template
from typing import Final, Literal

from api.attribution import IMDB, JUSTWATCH, TMDB
from api.pages.stated import Wiki, named_wiki

Source = Literal["tmdb", "justwatch", "imdb"]
_SOURCES: Final = {"tmdb": TMDB, "justwatch": JUSTWATCH, "imdb": IMDB}


@dataclass(frozen=True, slots=True)
class Own:
    """What a page has of its own beside the style of all pages: rules and a script."""

    style: str = ""
    script: str = ""


NOTHING: Final = Own()


@dataclass(frozen=True, slots=True)
class Page:
    """A whole page, and what is its own."""

    body: bytes
    own: Own = NOTHING

    def policy(self, picture_origins: Sequence[str] = ()) -> str:
        """Return the Content-Security-Policy: our style, pictures, one form.

        Pictures are ours, of these origins, or part of the style. No script but the
        page's own, which may ask us alone.
        """
        styles = " ".join(map(_digest, filter(None, (_style(), self.own.style))))
        pictures = " ".join(("'self'", "data:", *picture_origins))
        script = (
            f"script-src {_digest(self.own.script)}; connect-src 'self'; "
            if self.own.script
            else ""
        )
        return (
            f"default-src 'none'; img-src {pictures}; style-src {styles}; {script}"
            "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
        )


def sources(
    *, has_offers: bool = False, names_imdb: bool = False, wikis: Sequence[Wiki] = ()
) -> tuple[Source | Wiki, ...]:
    """Return who has to be named on a page with what it shows besides TMDb's data."""
    offers: tuple[Source, ...] = ("justwatch",) if has_offers else ()
    imdb: tuple[Source, ...] = ("imdb",) if names_imdb else ()
    return ("tmdb", *offers, *imdb, *wikis)


def page(
    *,
    title: str,
    main: str,
    q: str = "",
    named: Sequence[Source | Wiki] = ("tmdb",),
    own: Own = NOTHING,
) -> Page:
    """Return a whole page; `main` is HTML, title and q are plain text.

    `named` are the sources of what it shows, who have to be named with it.
    """
    body = Template(resource("layout.html")).substitute(
        title=escape(title),
        style=_style(),
        more=f"\n<style>{own.style}</style>" if own.style else "",
        q=escape(q),
        main=f"{main}\n<script>{own.script}</script>" if own.script else main,
        attribution="\n".join(map(_attribution, named)),
    )
    return Page(body.encode(), own)


def _digest(style: str) -> str:
    return f"'sha256-{b64encode(sha256(style.encode()).digest()).decode()}'"


@cache
def _style() -> str:
    return "\n".join(
        map(resource, ("style.css", "whole.css", "wikis.css", "pictures.css"))
    )


@cache
def resource(name: str) -> str:
    """Return a file that lies beside this module."""
    # Without the last line end: the browser hashes exactly what is between the tags.
    return files("api.pages").joinpath(name).read_text(encoding="utf-8").strip()


def _attribution(named: Source | Wiki) -> str:
    if isinstance(named, Wiki):
        return named_wiki(named)
    one = _SOURCES[named]
    return f'<p>{escape(one["text"])} <a href="{one["url"]}">{one["url"]}</a></p>'
