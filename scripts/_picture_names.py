"""How a person names a picture: by its hash, its key, its path or its address."""

import re

from trr_backend.errors import InputError

_SHA256 = re.compile(r"(?<![0-9a-f])[0-9a-f]{64}(?![0-9a-f])")
_PATH = re.compile(r"/[\w.-]+\.[a-z]+")


def picture_named(text: str) -> tuple[str, str]:
    """Return the SHA-256 that a text names, or else the path at the source.

    The other one is "". Raises InputError for what names no picture.
    """
    digest = _SHA256.search(text.lower())
    if digest:
        return digest[0], ""
    path = f"/{text.rsplit('/', 1)[-1]}"
    if not _PATH.fullmatch(path):
        raise InputError(
            f"{text[:80]!r} names no picture: use its SHA-256, its key, or the address "
            "of it at its source"
        )
    return "", path
