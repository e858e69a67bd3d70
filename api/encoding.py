"""Content codings: which one a client takes, and a body in it (RFC 9110, 12.5.3)."""

import re
from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Final, Literal

import zstandard
from isal import igzip

Coding = Literal["identity", "gzip", "zstd"]

# Below this a coding saves hardly a packet.
_SMALL_BYTES: Final = 1024
_LONGEST_HEADER: Final = 1024
_ELEMENT: Final = re.compile(
    r"\s*([!#$%&'*+.^_`|~0-9A-Za-z-]+)\s*(?:;\s*[qQ]\s*=\s*(0(?:\.\d{0,3})?|1(?:\.0{0,3})?)\s*)?"
)
_ALIASES: Final = {"x-gzip": "gzip"}
# The best first, where a client wants them equally.
_CODED: Final[tuple[Coding, ...]] = ("zstd", "gzip")
# Both give the same bytes for the same body: an ETag names bytes.
_ENCODERS: Final[dict[Coding, Callable[[bytes], bytes]]] = {
    "identity": bytes,
    "gzip": lambda body: igzip.compress(body, 2, mtime=0),
    "zstd": zstandard.ZstdCompressor(level=3).compress,
}


def encoded(body: bytes, coding: Coding) -> bytes:
    """Return the body in a coding."""
    return _ENCODERS[coding](body)


def chosen(accept: bytes | None, size: int) -> Coding | None:
    """Return the coding for a body of so many bytes; None: the client takes none.

    `accept` is Accept-Encoding as it was sent, None where it was not.
    """
    if accept is None:
        return "identity"
    order = _taken(accept[:_LONGEST_HEADER])
    if size < _SMALL_BYTES and "identity" in order:
        return "identity"
    return order[0] if order else None


@lru_cache(maxsize=512)
def _taken(accept: bytes) -> Sequence[Coding]:
    """Return which codings a client takes, what it wants most first.

    What cannot be read counts as not said. A star names nothing: who says no more than
    that is sent the body as it is, where it takes that.
    """
    said = _qualities(accept)
    rest = said.get("*")
    wanted: dict[Coding, float] = {
        coding: said[coding] for coding in _CODED if said.get(coding, 0) > 0
    }
    # Unless it is refused, by name or by the star, the body as it is can always go.
    plain = said.get("identity", 0.0001 if rest is None else rest)
    if plain > 0:
        wanted["identity"] = plain
    order = sorted(wanted, key=lambda coding: -wanted[coding])
    if rest:
        order += [one for one in reversed(_CODED) if one not in said]
    return tuple(order)


def _qualities(accept: bytes) -> dict[str, float]:
    found: dict[str, float] = {}
    for element in accept.decode("latin-1").split(","):
        match = _ELEMENT.fullmatch(element)
        if match is not None:
            name = match[1].lower()
            found[_ALIASES.get(name, name)] = float(match[2] or 1)
    return found
