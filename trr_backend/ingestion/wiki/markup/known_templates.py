"""What readers see of the templates that stand in values on many wikis.

Their names are in `templates.toml`. A wiki's own templates are not known here;
`pageprops` has their result.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final, Protocol

from mwparserfromhell.nodes import Template
from mwparserfromhell.wikicode import Wikicode

from trr_backend.ingestion.wiki.markup.lines import Writer, tidy
from trr_backend.ingestion.wiki.markup.links import Place
from trr_backend.ingestion.wiki.markup.template_dates import DATES, date_of
from trr_backend.ingestion.wiki.markup.template_list import KNOWN
from trr_backend.ingestion.wiki.markup.words import folded


class Shown(Protocol):
    """The walk that met a template."""

    @property
    def writer(self) -> Writer:
        """Takes what is shown."""

    @property
    def place(self) -> Place:
        """The page that it stands on."""

    def code(self, code: Wikicode | None) -> None:
        """Write what a value of the template shows."""

    def words(self, code: Wikicode | None) -> str:
        """Return that in one line."""


@dataclass(frozen=True, slots=True)
class Call:
    """A template as it is used: its values by name, the unnamed ones by number."""

    name: str
    values: Mapping[str, Wikicode]
    walk: Shown

    def words(self, *names: str) -> str:
        """Return the first of these values that says anything, in one line."""
        for name in names:
            if name in self.values and (said := self.walk.words(self.values[name])):
                return said
        return ""

    def unnamed(self) -> list[Wikicode]:
        """Return the values with a number, in their order."""
        numbers = sorted(int(name) for name in self.values if name.isdecimal())
        return [self.values[str(number)] for number in numbers]


_UNITS: Final = ("m", "cm", "ft", "in", "kg", "lb", "st")
Show = Callable[[Call], None]


def template_name(written: str) -> str:
    """Return the name of a template as names are compared.

    >>> template_name("Template:Birth_date and age ")
    'birth date and age'
    """
    return folded(written).removeprefix("template:").lstrip()


def is_known(name: str) -> bool:
    """Say whether it is known what a template shows, by its compared name."""
    return name in _BY_NAME or name.startswith((*KNOWN.nothing.beginnings, "lang-"))


def show(template: Template, walk: Shown) -> None:
    """Write what readers see of a template; nothing of one that is not known."""
    name = template_name(str(template.name))
    values = {tidy(str(one.name)): one.value for one in template.params}
    call = Call(name, values, walk)
    if shown := _BY_NAME.get(name):
        shown(call)
    elif name.startswith("lang-"):
        walk.code(values.get("1"))
    elif not name.startswith(KNOWN.nothing.beginnings):
        walk.writer.unknown(str(template.name))


def _value(*names: str) -> Show:
    def shown(call: Call) -> None:
        found = next((name for name in names if name in call.values), None)
        if found:
            call.walk.code(call.values[found])
            # A list ends with the template around it.
            if "\n" in str(call.values[found]):
                call.walk.writer.end_line()

    return shown


def _text(text: str) -> Show:
    return lambda call: call.walk.writer.text(text)


def _label(text: str) -> Show:
    return lambda call: call.walk.writer.text(call.words("1") or text)


def _last(call: Call) -> None:
    for value in call.unnamed()[-1:]:
        call.walk.code(value)


def _lines(call: Call) -> None:
    call.walk.writer.end_line()
    for value in call.unnamed():
        call.walk.code(value)
        call.walk.writer.end_line()


def _titled_lines(call: Call) -> None:
    call.walk.code(call.values.get("title"))
    _lines(call)


def _date(call: Call) -> None:
    said = [call.walk.words(value) for value in call.unnamed()]
    shown, iso = date_of(call.name, said)
    call.walk.writer.text(shown)
    if iso:
        call.walk.writer.date(iso)


def _page_name(call: Call) -> None:
    call.walk.writer.text(call.walk.place.title)


def _address(call: Call) -> None:
    written = call.words("1", "url")
    whole = written if "//" in written else f"https://{written}"
    _linked(call, call.walk.place.of_address(whole), call.words("2") or written)


def _account(before: str) -> Show:
    def shown(call: Call) -> None:
        name = call.words("1", "id", "user", "username").removeprefix("@")
        target = call.walk.place.of_address(before + name) if name else None
        _linked(call, target, name)

    return shown


def _wikipedia(call: Call) -> None:
    title = call.words("1", "title") or call.walk.place.title
    _linked(
        call, call.walk.place.of_title(f"wikipedia:{title}"), call.words("2") or title
    )


def _linked(call: Call, target: str | None, text: str) -> None:
    closes = call.walk.writer.open_link(target)
    call.walk.writer.text(text)
    if closes:
        call.walk.writer.close_link()


def _marriage(call: Call) -> None:
    call.walk.code(call.values.get("1"))
    years = "\u2013".join(filter(None, [call.words("2"), call.words("3")]))
    call.walk.writer.text(f" ({years})" if years else "")


def _nihongo(call: Call) -> None:
    call.walk.code(call.values.get("1"))
    aside = " ".join(filter(None, [call.words("2"), call.words("3")]))
    call.walk.writer.text(f" ({aside})" if aside else "")


def _measure(call: Call) -> None:
    """`{{convert|185|cm|ftin}}` and `{{height|ft=6|in=1}}`: the measure as given."""
    named = [f"{said} {unit}" for unit in _UNITS if (said := call.words(unit))]
    given = [call.words("1"), call.words("2")]
    call.walk.writer.text(" ".join(named or filter(None, given)))


_SHOWS: Final[Mapping[str, Show]] = {
    "value": _value("1", "content", "text", "quote"),
    "second_value": _value("2", "1"),
    "last_value": _last,
    "lines": _lines,
    "titled_lines": _titled_lines,
    "page_name": _page_name,
    "address": _address,
    "wikipedia": _wikipedia,
    "marriage": _marriage,
    "nihongo": _nihongo,
    "measure": _measure,
}


def _by_name() -> dict[str, Show]:
    """Return how each template of the list is shown."""
    listed = (
        *((_SHOWS[kind], names) for kind, names in KNOWN.shown.items()),
        *((_account(before), names) for before, names in KNOWN.accounts.items()),
        *((_text(text), names) for text, names in KNOWN.text.items()),
        *((_label(text), names) for text, names in KNOWN.labels.items()),
        (_date, sorted(DATES)),
        (_text(""), KNOWN.nothing.names),
    )
    return {name: show for show, names in listed for name in names}


_BY_NAME: Final = _by_name()
