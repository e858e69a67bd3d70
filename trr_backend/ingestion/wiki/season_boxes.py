"""What the infobox of a season states of which season it is: its number, its year."""

import re
from collections.abc import Iterable, Iterator
from datetime import date

from trr_backend.ingestion.wiki.dates import parse_date
from trr_backend.ingestion.wiki.kinds import rules_of
from trr_backend.ingestion.wiki.maps import TemplateMap
from trr_backend.models.wiki_page import Infobox, InfoboxValue

# "3", "#3", "3rd", "Season 3": at most one word before it, and an ending behind it.
_NUMBER = re.compile(r"(?:[^\W\d]+\s+)?#?(\d{1,3})(?:st|nd|rd|th|\.)?", re.IGNORECASE)


def season_number(boxes: Iterable[Infobox], template_map: TemplateMap) -> int | None:
    """Return the one number of a season that infoboxes state, None where none is sure.

    0 is one: what TMDb calls specials.
    """
    said = [
        _NUMBER.fullmatch(line.strip())
        for value in _values(boxes, template_map, "season_number")
        for line in value.lines
    ]
    found = {int(one[1]) if one else None for one in said}
    return found.pop() if len(found) == 1 else None


def premiere_year(boxes: Iterable[Infobox], template_map: TemplateMap) -> int | None:
    """Return the year of the one premiere that infoboxes state."""
    found: set[int] = set()
    for value in _values(boxes, template_map, "premiere_date"):
        days = {date.fromisoformat(one) for one in value.dates}
        read = parse_date(value.lines)
        found |= {one.year for one in days or ({read} if read else set())}
    return found.pop() if len(found) == 1 else None


def _values(
    boxes: Iterable[Infobox], template_map: TemplateMap, field: str
) -> Iterator[InfoboxValue]:
    for box in boxes:
        for value in box.all_values:
            rule = next(rules_of(value, template_map, "season"), None)
            if rule and rule[0].field == field and value.refused is None:
                yield value
