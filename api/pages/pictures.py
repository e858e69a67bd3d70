"""Stored pictures on a page: sharp ones by width, and what is seen before they come.

While a picture loads, and where it cannot be loaded, its place shows a blurred preview
and behind that its main colour: rules in the page's own style, one a picture. Only
pictures of the store are shown; no page leads its readers to another's server.
"""

from base64 import b64decode, b64encode
from binascii import Error
from functools import lru_cache
from html import escape
from typing import Final

import msgspec

from api.pages.words import by_width, initials
from trr_backend.utils.thumbhash import decode, png, read_header

# As many pixels has the longer side of a preview; the browser smoothes them.
_PREVIEW: Final = 12
# A preview is some 500 bytes of the page: on a long one further pictures have a colour.
_PREVIEWS: Final = 120


class Thumbnail(msgspec.Struct, frozen=True):
    """What it takes to show a picture, as the API's Thumbnail."""

    url: str
    width: int
    height: int
    srcset: str | None
    thumbhash: str | None
    colour: str | None


class Pictures:
    """The pictures of one page; `style` has to be part of it."""

    def __init__(self) -> None:
        self._names: dict[str, str] = {}

    @property
    def style(self) -> str:
        """The rules of the pictures that were asked for, empty for none."""
        return "\n".join(
            f".{name}{{background:{ground}}}" for ground, name in self._names.items()
        )

    def framed(
        self, one: Thumbnail | None, name: str, *, sizes: str, alt: str = ""
    ) -> str:
        """Return a picture over the initials of a name, or these alone.

        `sizes` is how wide it will be, as in `<img sizes>`.
        """
        letters = escape(initials(name))
        hidden = f'<span aria-hidden="true">{letters}</span>'
        if one is None:
            return hidden
        return hidden + self.alone(one, sizes=sizes, alt=alt, letters=letters)

    def alone(
        self,
        one: Thumbnail,
        *,
        sizes: str,
        alt: str = "",
        letters: str = "",
        is_first: bool = False,
    ) -> str:
        """Return a picture; `is_first`: it is seen at once and not loaded lazily."""
        many = by_width(one.srcset, sizes)
        when = 'fetchpriority="high"' if is_first else 'loading="lazy"'
        marks = f' data-initials="{letters}"' if letters else ""
        return (
            f'<img src="{escape(one.url)}"{many} width="{one.width}" '
            f'height="{one.height}" alt="{escape(alt)}"{self._class(one)}{marks} '
            f'{when} decoding="async">'
        )

    def _class(self, one: Thumbnail) -> str:
        ground = _ground(one, has_preview=len(self._names) < _PREVIEWS)
        if not ground:
            return ""
        name = self._names.setdefault(ground, f"p{len(self._names)}")
        return f' class="blur {name}"'


def _ground(one: Thumbnail, *, has_preview: bool) -> str:
    """Return the background of a picture's place, empty where nothing is known.

    One that is not opaque has none: it would be seen through the picture.
    """
    preview = _preview(one.thumbhash) if one.thumbhash else ""
    if preview is None:
        return ""
    shown = f"url({preview}) 50%/100% 100%" if preview and has_preview else ""
    return " ".join(filter(None, (one.colour, shown)))


@lru_cache(maxsize=4096)
def _preview(thumbhash: str) -> str | None:
    """Return a preview as an address; None for a picture that is not opaque.

    Empty where the hash cannot be read: the picture itself is there all the same.
    """
    try:
        body = b64decode(thumbhash, validate=True)
        header = read_header(body)
        if header.has_alpha:
            return None
        scale = _PREVIEW / max(1, header.ratio)
        pixels = decode(body, _pixels(scale * header.ratio), _pixels(scale))
    except (ValueError, Error):
        return ""
    return f"data:image/png;base64,{b64encode(png(pixels)).decode()}"


def _pixels(length: float) -> int:
    return max(1, round(length))
