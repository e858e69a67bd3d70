"""How a person names a picture: by its hash, its key, its path or its address."""

import re
from dataclasses import dataclass

from trr_backend.errors import InputError
from trr_backend.ingestion.images import lasting_address

_SHA256 = re.compile(r"(?<![0-9a-f])[0-9a-f]{64}(?![0-9a-f])")
_PATH = re.compile(r"/[\w.-]+\.[a-z]+")
# survivor/Rob.jpg, survivor/de/Rob.jpg: Fandom's wiki, and a file of it.
_OF_FANDOM = re.compile(r"[a-z0-9-]+(?:/[a-z]{2,3}(?:-[a-z]{2,8})?)?/[^/\s]+\.\w{3,4}")


@dataclass(frozen=True, slots=True)
class NamedPicture:
    """A picture as it was named: by the SHA-256 of its bytes, or else otherwise.

    `path` is TMDb's (/a.jpg) or that of Fandom's file (survivor/Rob.jpg), "" for
    neither; `address` is what was written, as sources state addresses.
    """

    sha256: str = ""
    path: str = ""
    address: str = ""

    def __str__(self) -> str:
        """Return it as a message names it."""
        return self.sha256 or self.path or self.address


def picture_named(text: str) -> NamedPicture:
    """Return what a text names. Raises InputError for what names no picture."""
    written = text.strip()
    digest = _SHA256.search(written.lower())
    if digest:
        return NamedPicture(sha256=digest[0])
    address = lasting_address(written)
    file = written.replace(" ", "_")
    if _OF_FANDOM.fullmatch(file):
        return NamedPicture(path=file, address=file)
    path = f"/{written.rsplit('/', 1)[-1]}"
    if _PATH.fullmatch(path):
        return NamedPicture(path=path, address=address)
    if "://" in address:
        return NamedPicture(address=address)
    raise InputError(
        f"{text[:80]!r} names no picture: use its SHA-256, its key, its address at its "
        "source, or for a wiki's file survivor/Rob.jpg"
    )
