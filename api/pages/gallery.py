"""The pictures of a show or a person: a row a kind, each leading to the whole one."""

from collections.abc import Sequence
from html import escape
from typing import Final

import msgspec

from api.pages.pictures import Pictures, Thumbnail
from api.pages.stated import Terms, licence
from api.pages.words import link

# Height of a picture in rem, on a narrow page and on others; the style says the same.
_HIGH: Final = (9, 11)
_HIGH_LOGO: Final = (4, 5)
# No logo is wider.
_WIDEST_LOGO: Final = 18
_KINDS: Final = {
    "backdrop": ("Backdrops", "Backdrop"),
    "poster": ("Posters", "Poster"),
    "logo": ("Logos", "Logo"),
    "photo": ("Photos", "Photo"),
}


class PictureTerms(Terms, frozen=True):
    """Who made a picture, and the page of a wiki that says so."""

    author: str | None
    page_url: str


class Hung(msgspec.Struct, frozen=True):
    """A picture in a gallery; `terms` are those of a wiki."""

    terms: PictureTerms | None
    kind: str
    language: str | None
    picture: Thumbnail


class Gallery(msgspec.Struct, frozen=True):
    """The pictures of an owner, or the first of each kind, and how many there are."""

    pictures: list[Hung]
    picture_count: int


def gallery(found: Gallery, name: str, address: str, pictures: Pictures) -> str:
    """Return the rows; all pictures of `name` are in the API at `address`."""
    rows = "".join(
        _row(kind, [one for one in found.pictures if one.kind == kind], name, pictures)
        for kind in _KINDS
    )
    if not rows:
        return ""
    more = (
        f'<p><a href="{escape(address)}">All {found.picture_count} pictures</a></p>'
        if found.picture_count > len(found.pictures)
        else ""
    )
    return f"<section><h3>Pictures</h3>{rows}{more}</section>"


def _row(kind: str, hung: Sequence[Hung], name: str, pictures: Pictures) -> str:
    if not hung:
        return ""
    title, single = _KINDS[kind]
    shown = "".join(_item(one, f"{single} of {name}", pictures) for one in hung)
    return f'<h4>{title}</h4><ul class="gallery {kind}s">{shown}</ul>'


def _item(one: Hung, what: str, pictures: Pictures) -> str:
    picture = one.picture
    alt = f"{what} ({one.language})" if one.language else what
    shown = pictures.alone(picture, sizes=_sizes(one), alt=alt)
    return f'<li><a href="{escape(picture.url)}">{shown}</a>{credit(one.terms)}</li>'


def credit(terms: PictureTerms | None) -> str:
    """Return whose picture it is, for those of wikis."""
    if terms is None:
        return ""
    by = escape(f"Picture by {terms.author}") if terms.author else "Picture"
    named = ", ".join(filter(None, (by, licence(terms), link(terms.page_url, "page"))))
    return f'<div class="stated"><p>{named}</p></div>'


def _sizes(one: Hung) -> str:
    """Return how wide a picture of its height is, as in `<img sizes>`."""
    ratio = one.picture.width / one.picture.height
    narrow, wide = (
        (min(high * ratio, _WIDEST_LOGO) for high in _HIGH_LOGO)
        if one.kind == "logo"
        else (high * ratio for high in _HIGH)
    )
    return f"(max-width: 40rem) {narrow:.1f}rem, {wide:.1f}rem"
