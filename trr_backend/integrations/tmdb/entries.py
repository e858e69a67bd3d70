"""The seasons appended to a series' answer: top-level keys of any number.

"season/4", "season/4/credits" and "season/4/images" are keys beside the series' own.
Which ones there are depends on the show, so no shape can name them: they are handed out
undecoded, by name, for the shapes of those who read them. A season that TMDb does not
have is no key at all; null, or TMDb's own error object in its place, says as much.
"""

import re

import msgspec
from msgspec import Raw

from trr_backend.integrations.tmdb.decoding import decoder

_ENTRY = re.compile(r"season/([0-9]{1,5})(?:/(credits|images))?")


class _Status(msgspec.Struct, frozen=True):
    """What tells `{"success": false, "status_code": 34}` from an answer."""

    status_code: int | None = None


_top_level = decoder(dict[str, Raw])
_status = decoder(_Status)


def entries(body: bytes, url: str = "") -> dict[str, Raw]:
    """Return the appended season entries of a series' answer by name, undecoded.

    Names are as in the answer: "season/4", "season/4/credits", "season/4/images".
    `bytes(value)` is the JSON text of one entry, which its own shape decodes; give
    `entry_url(url, name)` with it. Raises Changed where the answer is no JSON object.
    """
    return {
        name: value
        for name, value in _top_level(body, url).items()
        if _ENTRY.fullmatch(name) and not _is_absent(bytes(value), entry_url(url, name))
    }


def entry_url(url: str, name: str) -> str:
    """Return the answer's address with an entry's name, for the error that names it."""
    return f"{url}#{name}"


def season_number(name: str) -> int:
    """Return N of "season/N", "season/N/credits" or "season/N/images"."""
    return int(name.split("/")[1])


def _is_absent(value: bytes, url: str) -> bool:
    if value.strip() == b"null":
        return True
    is_object = value.lstrip().startswith(b"{")
    if not is_object or b'"status_code"' not in value:
        return False
    return _status(value, url).status_code is not None
