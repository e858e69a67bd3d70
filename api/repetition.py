"""A parameter that is named twice: of two limits neither is what was meant."""

from typing import Final

from api.schemas.common import ProblemError

# Those whose several words may come each by itself.
_MAY_REPEAT: Final = frozenset({b"fields", b"genre", b"include"})
_WITH_COMMAS: Final = frozenset({b"topics"})


def repeated(query: bytes) -> ProblemError | None:
    """Return what to say of the first parameter that stands twice in a query."""
    seen: set[bytes] = set()
    for part in query.split(b"&"):
        name = part.partition(b"=")[0]
        if name and name in seen and name not in _MAY_REPEAT:
            once = "give it once"
            if name in _WITH_COMMAS:
                once += ", with commas between several"
            return ProblemError(parameter=name.decode("latin-1"), message=once)
        seen.add(name)
    return None
