"""Which part of a file is asked for: the header Range (RFC 9110, section 14)."""

import re
from typing import Final

from fastapi import HTTPException, Request

_ONE_RANGE: Final = re.compile(
    r"bytes[ \t]*=[ \t]*(?:([0-9]{1,18})-([0-9]{0,18})|-([0-9]{1,18}))[ \t]*",
    re.IGNORECASE,
)


def keep_range(request: Request, size: int, etag: str) -> None:
    """Leave in the request the range that is to be sent; without one all is sent.

    That is: for several ranges at once, one that cannot be read, and a copy that
    If-Range says is another. Raises a 416 for what begins beyond the end.
    """
    part = _part(request, size, etag)
    request.scope["headers"] = [
        (name, value)
        for name, value in request.scope["headers"]
        if name not in {b"range", b"if-range"}
    ]
    if part is not None:
        text = f"bytes={part.start}-{part.stop - 1}"
        request.scope["headers"].append((b"range", text.encode()))


def _part(request: Request, size: int, etag: str) -> range | None:
    if request.headers.get("if-range", etag) != etag:
        return None
    # Two headers of this name are several ranges.
    found = _ONE_RANGE.fullmatch(",".join(request.headers.getlist("range")))
    if found is None:
        return None
    first, last, suffix = found.groups()
    if suffix:
        part = range(max(0, size - int(suffix)), size)
    else:
        part = range(int(first), min(size, int(last) + 1) if last else size)
        if last and int(last) < int(first):
            return None
    if not part:
        raise HTTPException(
            416,
            f"The picture has {size} bytes; ask for a part of them, or for all.",
            headers={"Content-Range": f"bytes */{size}"},
        )
    return part
