"""Which picture of an entity and kind comes first: docs/decisions/0029.

Where a picture carries a title, the reader's language counts; where it is to be seen
behind one or beside a name, text is only in the way.
"""

import re
from collections.abc import Sequence

from trr_backend.integrations.tmdb.wire import ListedImage
from trr_backend.models.media import PictureKind
from trr_backend.utils.text import clean

_TITLED = frozenset({"poster", "logo"})
_ENGLISH = "en"
# TMDb's own code for what has no language.
_NO_LANGUAGE = "xx"
_LANGUAGE = re.compile(r"[a-z]{2,3}")
# As if so many people had given every picture so much: five votes of ten points each
# weigh more than one of ten does.
_VOTES, _AVERAGE = 5, 5.0


def in_order(
    kind: PictureKind,
    listed: Sequence[tuple[str, ListedImage]],
    languages: Sequence[str],
) -> list[tuple[str, ListedImage]]:
    """Return pictures, by their paths, in the order in which they are shown.

    `languages` are the installation's (en-US), the first included.
    """
    codes = [language.partition("-")[0] for language in languages]
    own = (*codes, None) if kind in _TITLED else (None, *codes)
    places = {code: place for place, code in enumerate(dict.fromkeys((*own, _ENGLISH)))}

    def rank(one: tuple[str, ListedImage]) -> tuple[int, float, float, str]:
        path, said = one
        place = places.get(language_of(said), len(places))
        pixels = (said.width or 0) * (said.height or 0)
        return (place, -_liked(said), -pixels, path)

    return sorted(listed, key=rank)


def language_of(said: ListedImage) -> str | None:
    """Return a picture's language (ISO 639-1), None where it is without text."""
    code = (clean(said.iso_639_1) or _NO_LANGUAGE).lower()
    return code if _LANGUAGE.fullmatch(code) and code != _NO_LANGUAGE else None


def _liked(said: ListedImage) -> float:
    count = max(said.vote_count or 0, 0)
    average = said.vote_average or 0
    return (average * count + _AVERAGE * _VOTES) / (count + _VOTES)
