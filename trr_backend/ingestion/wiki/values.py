"""A value of an infobox as a fact's: a text or a list, and why it is none.

Verbatim but for dates, whole numbers, handles, addresses and genders, which have one
form here. What a field cannot hold is unreadable, which is not the same as nothing.
"""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from trr_backend.ingestion.wiki.accounts import account_of, written_handle
from trr_backend.ingestion.wiki.dates import is_impossible, parse_date
from trr_backend.ingestion.wiki.maps.template_map import (
    FieldRule,
    TemplateMap,
    Word,
)
from trr_backend.models.wiki import FactValue
from trr_backend.models.wiki_page import InfoboxValue
from trr_backend.utils.text import web_address

MOST_LETTERS = 500
"""In a line of an infobox; more is no value but vandalism or prose."""
MOST_ITEMS = 100

_GENDERS: tuple[Word, ...] = ("female", "male", "non_binary")
_WHOLE = re.compile(r"\d{1,3}(?:[,.\s]\d{3})+|\d{1,9}")
_SITE = re.compile(r"(?:[\w-]+\.)+[A-Za-z]{2,}(?:/\S*)?")
_ENDS = " \t,;"


@dataclass(frozen=True, slots=True)
class Read:
    """What was read: values by field (several for accounts), and what is unreadable.

    A field that is in neither states nothing.
    """

    values: Mapping[str, FactValue]
    unreadable: tuple[str, ...] = ()


def read_value(
    value: InfoboxValue,
    rule: FieldRule,
    template_map: TemplateMap,
    latest: date | None = None,
) -> Read:
    """Return what a value states for the field of its rule.

    No day of it may be after `latest`, where that is given.
    """
    lines = _lines(value, template_map)
    if value.refused is not None or any(len(line) > MOST_LETTERS for line in lines):
        return _unreadable(rule)
    if rule.type == "accounts":
        return _accounts(value)
    if not lines and not value.dates:
        return Read({})
    found = _typed(value, lines, rule, template_map, latest)
    return _unreadable(rule) if found is None else Read({rule.field: found})


def _unreadable(rule: FieldRule) -> Read:
    return Read({}, (rule.field,)) if rule.type != "accounts" else Read({})


def _lines(value: InfoboxValue, template_map: TemplateMap) -> list[str]:
    """Return the lines that say something, without what only separates them."""
    lines = (line.strip(_ENDS) for line in value.lines)
    return [line for line in lines if says(line, template_map)]


def says(text: str, template_map: TemplateMap) -> bool:
    """Tell whether a text says anything: it has letters or digits, and no "unknown"."""
    return any(map(str.isalnum, text)) and not template_map.means("nothing", text)


def _typed(
    value: InfoboxValue,
    lines: Sequence[str],
    rule: FieldRule,
    template_map: TemplateMap,
    latest: date | None,
) -> FactValue | None:
    """Return the value in the form of its type; None: it is unreadable."""
    found: FactValue | None
    match rule.type:
        case "list":
            found = tuple(dict.fromkeys(lines))[:MOST_ITEMS]
        case "date":
            found = _date(value, lines, latest)
        case "handle":
            found = _handle(value, lines, rule.field)
        case "link":
            found = _address(value, lines)
        case "number":
            found = _number(_text(lines))
        case "gender":
            found = _gender(_text(lines), template_map)
        case _:
            found = _text(lines)
    return None if isinstance(found, str) and len(found) > MOST_LETTERS else found


def _text(lines: Sequence[str]) -> str:
    return "; ".join(lines)


def _date(
    value: InfoboxValue, lines: Sequence[str], latest: date | None
) -> FactValue | None:
    """Return an ISO date, or what is written where that is no whole day."""
    stated = {one for text in value.dates if (one := parse_date([text]))}
    found = stated.pop() if len(stated) == 1 else parse_date(lines)
    if found:
        return found.isoformat() if latest is None or found <= latest else None
    return None if is_impossible([*lines, *value.dates]) or not lines else _text(lines)


def _handle(value: InfoboxValue, lines: Sequence[str], field: str) -> str | None:
    accounts = (account_of(link.target) for link in value.links)
    linked = {one[1] for one in accounts if one and one[0] == field}
    written = {one for line in lines if (one := written_handle(line, field))}
    found = linked or written
    return found.pop() if len(found) == 1 else None


def _accounts(value: InfoboxValue) -> Read:
    """Return a handle for each network whose account is linked, once."""
    found: dict[str, set[str]] = {}
    for link in value.links:
        if account := account_of(link.target):
            found.setdefault(account[0], set()).add(account[1])
    return Read(
        {field: min(handles) for field, handles in found.items() if len(handles) == 1},
        tuple(field for field, handles in found.items() if len(handles) > 1),
    )


def _address(value: InfoboxValue, lines: Sequence[str]) -> str | None:
    """Return the first address; a bare one gets what MediaWiki would put before it."""
    linked = (web_address(link.target) for link in value.links)
    written = (
        web_address(line) or (f"http://{line}" if _SITE.fullmatch(line) else None)
        for line in lines
    )
    return next((one for one in (*linked, *written) if one), None)


def _number(text: str) -> str:
    """Return a whole number in plain digits, else what is written."""
    plain = unicodedata.normalize("NFKC", text)
    if _WHOLE.fullmatch(plain):
        return str(int("".join(one for one in plain if one.isdigit())))
    return text


def _gender(text: str, template_map: TemplateMap) -> str:
    return next((one for one in _GENDERS if template_map.means(one, text)), text)
