"""Whether a body with status 200 is JSON at all, before anyone reads it.

Real upstreams answer 200 with nothing, with half an answer, or with a page of their
proxy. The first two are worth another try; a page is a change that must be named.
"""

import msgspec

from trr_backend.errors import Changed, Unavailable

_syntax = msgspec.json.Decoder(msgspec.Raw)


def check_json(body: bytes, content_type: str | None, *, source: str, url: str) -> None:
    """Pass a body that is one JSON value. Raises Unavailable or Changed."""
    text = body.strip()
    if not text:
        raise Unavailable("an empty answer", source=source, url=url, status=200)
    if text.startswith(b"<") or "html" in (content_type or "").lower():
        raise Changed(
            "a web page (HTML) instead of JSON",
            field="body",
            source=source,
            url=url,
            status=200,
        )
    reason = _fault(text)
    if reason is None:
        return
    if "truncated" in reason or not text.endswith((b"}", b"]")):
        raise Unavailable("a truncated answer", source=source, url=url, status=200)
    raise Changed(f"no JSON ({reason})", field="body", source=source, url=url)


def _fault(text: bytes) -> str | None:
    try:
        # As str, because the decoder passes over what is no UTF-8 in unread parts.
        _syntax.decode(text.decode())
    except (msgspec.DecodeError, RecursionError, UnicodeDecodeError) as error:
        return str(error)
    return None
