"""How a person names a show, as parameters of the statements that look it up."""

import re
from uuid import UUID

from trr_backend.models.selection import ShowRef

UUID_TEXT = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)


def show_parameters(ref: ShowRef) -> dict[str, object]:
    """Return id, slug, source and external_id, null but for what `ref` is.

    Typed, so that the lookup is by index whatever was named.
    """
    is_id = not ref.source and UUID_TEXT.fullmatch(ref.value) is not None
    return {
        "id": UUID(ref.value) if is_id else None,
        "slug": None if is_id or ref.source else ref.value,
        "source": ref.source or None,
        "external_id": ref.value if ref.source else None,
    }
