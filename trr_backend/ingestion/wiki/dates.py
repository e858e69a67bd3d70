"""Dates as wikis write them: one whole day, or nothing.

What could be two days (02/03/1980), is doubted ("c. 1980", "1980?") or names two days
is no date: it stays as it is written.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from datetime import date

_FIRST_YEAR, _LAST_YEAR = 1000, 2100
_LONGEST = 200
"""Letters; nobody writes more than that for a day."""

# English, German, Spanish, French, Portuguese, Italian, Dutch, Swedish, Polish,
# Ukrainian, Russian, Arabic of Egypt and of the Levant.
_MONTHS = (
    (
        "january jan januar jänner enero janvier janeiro gennaio januari stycznia "
        "січня января يناير"
    ),
    (
        "february feb februar febrero février fevrier fevereiro febbraio februari "
        "lutego лютого февраля فبراير شباط"
    ),
    "march mar märz maerz marzo mars março marco maart marca березня марта مارس آذار",
    "april apr abril avril aprile kwietnia квітня апреля أبريل ابريل إبريل نيسان",
    "may mai mayo maio maggio mei maj maja травня мая مايو أيار",
    "june jun juni junio juin junho giugno czerwca червня июня يونيو يونيه حزيران",
    "july jul juli julio juillet julho luglio lipca липня июля يوليو يوليه تموز",
    "august aug agosto août aout augustus augusti sierpnia серпня августа أغسطس آب",
    (
        "september sep sept septiembre setiembre septembre setembro settembre września "
        "вересня сентября سبتمبر أيلول"
    ),
    (
        "october oct oktober okt octubre octobre outubro ottobre oktober października "
        "жовтня октября أكتوبر اكتوبر"
    ),
    "november nov noviembre novembre novembro listopada листопада ноября نوفمبر",
    (
        "december dec dezember dez diciembre décembre decembre dezembro dicembre "
        "grudnia грудня декабря ديسمبر"
    ),
)
_MONTHS_A_YEAR = len(_MONTHS)
_MONTH_OF = {
    name: number for number, names in enumerate(_MONTHS, 1) for name in names.split()
}
_MONTH = r"(?P<month>[^\W\d_]{2,12})\.?"
_DAY = r"(?P<day>\d{1,2})(?:st|nd|rd|th|er|o|a|\.|°)?"
_YEAR = r"(?P<year>\d{4})(?!\d)"
_OF = r"(?:\s+(?:of|de|del|do|da|di|the))?"
_FORMS = tuple(
    re.compile(form)
    for form in (
        rf"(?<!\w){_MONTH}\s+(?:the\s+)?{_DAY},?{_OF}\s+{_YEAR}",
        rf"(?<!\d){_DAY}{_OF}\s+{_MONTH},?{_OF}\s+{_YEAR}",
        r"(?<!\d)(?P<year>\d{4})([-/.])(?P<month>\d{1,2})\2(?P<day>\d{1,2})(?!\d)",
        r"(?<!\d)(?P<year>\d{4})[年년]\s*(?P<month>\d{1,2})[月월]\s*(?P<day>\d{1,2})[日일]",
        r"(?<!\d)(?P<first>\d{1,2})([-/.])(?P<second>\d{1,2})\2(?P<year>\d{4})(?!\d)",
    )
)
_DOUBT = re.compile(
    r"[?~≈]|\b(?:or|circa|ca|c|approx\w*|disputed|about|around|before|after|between|"
    r"estimated|probably|possibly|oder|etwa|vers|hacia|supposedly|reportedly)\b"
)
# What may stand before a day, besides brackets and commas.
_LEAD_IN = re.compile(
    r"(?:(?:born|on|died|geboren|am|né|née|le|nacido|nacida|el|em|b|d|"
    r"(?:mon|tues|wednes|thurs|fri|satur|sun)day)\b|\W)*"
)
_BRACKETS = re.compile(r"\([^()]*\)")


def parse_date(lines: Sequence[str]) -> date | None:
    """Return the one day that a value states, on one of its lines, else None.

    >>> parse_date(["December 25, 1975 (age 48)"]), parse_date(["02/03/1980"])
    (datetime.date(1975, 12, 25), None)
    """
    plain = [_plain(line) for line in lines]
    found = {_day(*one) for line in plain for one in _found(line)}
    if (
        len(found) != 1
        or any(map(_DOUBT.search, plain))
        or not any(map(_begins, plain))
    ):
        return None
    return found.pop()


def is_impossible(lines: Sequence[str]) -> bool:
    """Tell whether a value cannot be meant as a day: too long, or no such day.

    >>> is_impossible(["February 30, 1980"]), is_impossible(["1 May 3000"])
    (True, True)
    """
    if sum(map(len, lines)) > _LONGEST:
        return True
    found = (one for line in lines for one in _found(_plain(line)))
    return any(_day(*one) is None for one in found)


def _plain(text: str) -> str:
    digits = (
        str(unicodedata.digit(letter)) if letter.isdigit() else letter
        for letter in unicodedata.normalize("NFKC", text[: _LONGEST + 1])
    )
    return " ".join("".join(digits).casefold().split())


def _begins(text: str) -> bool:
    """Tell whether a line begins with a day, brackets left aside."""
    for said in (text, _BRACKETS.sub(" ", text)):
        lead_in = _LEAD_IN.match(said)
        begin = lead_in.end() if lead_in else 0
        if any(form.match(said, begin) for form in _FORMS):
            return True
    return False


def _found(text: str) -> Iterator[tuple[int, int, int]]:
    """Yield year, month and day of all that is written as a whole day."""
    for form in _FORMS:
        for match in form.finditer(text):
            said = match.groupdict()
            if "first" in said:
                yield from _by_numbers(
                    *map(int, match.group("first", "second", "year"))
                )
            elif month := _month(said["month"]):
                yield int(said["year"]), month, int(said["day"])


def _by_numbers(first: int, second: int, year: int) -> Iterator[tuple[int, int, int]]:
    """Yield the day where only one order of day and month makes one."""
    if first > _MONTHS_A_YEAR or first == second:
        yield year, second, first
    elif second > _MONTHS_A_YEAR:
        yield year, first, second


def _month(text: str) -> int | None:
    return int(text) if text.isdigit() else _MONTH_OF.get(text)


def _day(year: int, month: int, day: int) -> date | None:
    if not _FIRST_YEAR <= year <= _LAST_YEAR:
        return None
    try:
        return date(year, month, day)
    except ValueError:
        return None
