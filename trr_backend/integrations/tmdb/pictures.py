"""Where a picture of TMDb's is, by the path that a document names it by.

Logos may be SVG, which TMDb also hands out drawn as PNG under the same name
(https://developer.themoviedb.org/docs/image-basics): that is what is asked for, because
an SVG is never kept.
"""

import re

from trr_backend.errors import InputError

PUBLIC_IMAGE_URL = "https://image.tmdb.org/t/p"
MAX_PICTURE_BYTES = 20 * 1024 * 1024
# About twenty connections an address, says the vendor's forum of the host of pictures.
MAX_PICTURE_CONNECTIONS = 16
PICTURE_TIMEOUT_SECONDS = 10.0
# The limiter's name of the host: its rate is another one than the API's.
PICTURE_LIMIT = "tmdb-images"
_PATH = re.compile(r"/[A-Za-z0-9_.-]+")


def original_path(path: str) -> str:
    """Return the path of a picture in its original size, below the base URL.

    Raises InputError for what no document names a picture.
    """
    if not _PATH.fullmatch(path):
        raise InputError(f"{path!r} is no picture path such as /abc123.png")
    name = path[:-4] + ".png" if path.lower().endswith(".svg") else path
    return f"/original{name}"


def picture_url(path: str) -> str:
    """Return the public address of a picture's bytes; raises like `original_path`."""
    return PUBLIC_IMAGE_URL + original_path(path)
