"""The place that a placement names: 1 is the winner; None where it names no number."""

import re
import unicodedata

from trr_backend.ingestion.wiki.maps import TemplateMap

_OUT_OF = re.compile(r"(?:[^()]*\()?\s*(\d{1,3})\s*(?:/|of|out of)\s*(\d{1,3})\s*\)?")
_ORDINAL = re.compile(
    r"第?(\d{1,3})(?:st|nd|rd|th|er|re|e|ème|o|a|\.|位)?"
    r"(?:\s*(?:place|platz|lugar|puesto|plaats|place d))?"
)
_RUNNER_UP = re.compile(r"(1st|first|2nd|second|3rd|third)\s+runner-?\s?up")
_WHICH = {"1st": 2, "first": 2, "2nd": 3, "second": 3, "3rd": 4, "third": 4}
_NOTE = re.compile(r"\s*\([^()]*\)\s*$")


def place_of(placement: str, template_map: TemplateMap) -> int | None:
    """Return the number in a placement.

    "3/20" and "3rd" are 3, the words for a winner are 1; "1st voted out" is none.
    """
    text = " ".join(unicodedata.normalize("NFKC", placement).casefold().split())
    if found := _OUT_OF.fullmatch(text):
        place, of = int(found[1]), int(found[2])
        return place if 0 < place <= of else None
    text = _NOTE.sub("", text)
    if found := _ORDINAL.fullmatch(text):
        return int(found[1]) or None
    if found := _RUNNER_UP.fullmatch(text):
        return _WHICH[found[1]]
    if template_map.means("winner", text):
        return 1
    return 2 if template_map.means("runner_up", text) else None
