"""The name we give ourselves to upstreams, with an address where it was set."""

import re
from importlib import metadata

_NOT_PLAIN = re.compile(r"[^\x21-\x27\x2a-\x7e]+")


def user_agent(contact: str | None) -> str:
    """Return `trr-backend/<version>`, and ` (+contact)` where there is one.

    A contact may come from a file with a line end in it: a header takes none.
    """
    try:
        version = metadata.version("trr-backend")
    except metadata.PackageNotFoundError:
        version = "0"
    plain = _NOT_PLAIN.sub(" ", contact or "").strip()
    return f"trr-backend/{version} (+{plain})" if plain else f"trr-backend/{version}"
