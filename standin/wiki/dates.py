"""The templates of dates of birth and death: a text, and the date hidden in it."""

from datetime import date

from mwparserfromhell.nodes import Template

_BIRTHS = {"birth date", "birth date and age", "bda", "dob"}
_DEATHS = {"death date", "death date and age"}
_AGED = {"birth date and age", "bda", "death date and age"}
_MONTHS = (
    *("January", "February", "March", "April", "May", "June", "July", "August"),
    *("September", "October", "November", "December"),
)


def dated(template: Template, timestamp: str) -> str | None:
    """Return the HTML of a date's template, None for another template.

    An age is that on the day of `timestamp` (ISO 8601), when the page was written.
    """
    name = str(template.name).strip().replace("_", " ").lower()
    if name not in _BIRTHS | _DEATHS:
        return None
    numbers = [str(one.value).strip() for one in template.params if not one.showkey]
    first, second = _date(numbers[:3]), _date(numbers[3:6])
    if first is None:
        return '<strong class="error">Error: Invalid date</strong>'
    kind = "bday" if name in _BIRTHS else "dday deathdate"
    hidden = f'<span style="display:none">(<span class="{kind}">{first}</span>)</span>'
    shown = hidden + _written(first, day_first=template.has("df"))
    if name not in _AGED or (name in _DEATHS and second is None):
        return shown
    if second is None:
        age, word = _age(first, date.fromisoformat(timestamp[:10])), "age"
    else:
        age, word = _age(second, first), "aged"
    return f'{shown} <span class="noprint ForceAgeToShow">({word}&#160;{age})</span>'


def _date(numbers: list[str]) -> date | None:
    try:
        year, month, day = (int(number) for number in numbers)
        return date(year, month, day)
    except ValueError:
        return None


def _written(day: date, *, day_first: bool) -> str:
    month = _MONTHS[day.month - 1]
    if day_first:
        return f"{day.day} {month} {day.year}"
    return f"{month} {day.day}, {day.year}"


def _age(born: date, on: date) -> int:
    return on.year - born.year - ((on.month, on.day) < (born.month, born.day))
