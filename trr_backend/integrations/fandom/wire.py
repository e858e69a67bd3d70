"""What the answers of api.php have in common: that one goes on, and how."""

import msgspec

from trr_backend.integrations.http import Params
from trr_backend.integrations.shapes import misfit, unreadable


class _Continued(msgspec.Struct, frozen=True):
    more: dict[str, str | int] | None = msgspec.field(name="continue", default=None)


_continued = msgspec.json.Decoder(_Continued)


def continuation(body: bytes, *, source: str, url: str) -> Params:
    """Return what to add to a question for the next part of its answer, {}: nothing.

    Raises Changed.
    """
    try:
        return _continued.decode(body).more or {}
    except msgspec.ValidationError as error:
        raise misfit(str(error), source=source, url=url) from None
    except (msgspec.DecodeError, RecursionError, UnicodeDecodeError) as error:
        raise unreadable(str(error), source=source, url=url) from None
