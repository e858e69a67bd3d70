"""The bytes of a picture become the bytes that are stored: without metadata.

What stays is what a viewer needs to show the same pixels in the same colours, the same
way up and as often: everything that is not known to be of that kind goes, and so do
bytes behind the picture's end. Where nothing has to go, the bytes are the same.
"""

from collections.abc import Callable
from typing import Final

from trr_backend.media.containers.avif import strip_avif
from trr_backend.media.containers.gif import strip_gif
from trr_backend.media.containers.jpeg import strip_jpeg
from trr_backend.media.containers.png import strip_png
from trr_backend.media.containers.webp import strip_webp

# Where a format has its mark, the mark, and who knows the format.
_FORMATS: Final[tuple[tuple[int, bytes, Callable[[bytes], bytes]], ...]] = (
    (0, b"\xff\xd8\xff", strip_jpeg),
    (0, b"\x89PNG\r\n\x1a\n", strip_png),
    (8, b"WEBP", strip_webp),
    (0, b"GIF8", strip_gif),
    (4, b"ftyp", strip_avif),
)


def without_metadata(body: bytes) -> bytes:
    """Return the picture as it is stored; what is no picture is returned as it is.

    Raises PictureRefused where the container is damaged. Takes time in proportion to
    the bytes.
    """
    for start, mark, strip in _FORMATS:
        if body.startswith(mark, start):
            stripped = strip(body)
            return body if stripped == body else stripped
    return body
