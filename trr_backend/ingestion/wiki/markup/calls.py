"""Templates as a page uses them: name and values, each still wikitext."""

import html
from collections.abc import Mapping
from dataclasses import dataclass

from trr_backend.ingestion.wiki.markup.known_templates import template_name
from trr_backend.ingestion.wiki.markup.limits import MAX_LISTED
from trr_backend.ingestion.wiki.markup.lines import tidy
from trr_backend.ingestion.wiki.markup.spans import Masked, Span, scan


@dataclass(frozen=True, slots=True)
class TemplateCall:
    """A template on a page; unnamed values have their number for a name.

    `written` is its name as it stands there, `name` as names are compared.
    """

    written: str
    values: Mapping[str, str]
    span: Span

    @property
    def name(self) -> str:
        """The name as names are compared."""
        return template_name(self.written)

    @property
    def named(self) -> list[str]:
        """The names of its named values."""
        return [name for name in self.values if not name.isdecimal()]

    def value(self, *names: str) -> str:
        """Return the first of these values that is not blank, "" for none."""
        return next((said for name in names if (said := self.values.get(name))), "")


def template_call(text: str, span: Span) -> TemplateCall:
    """Return the template in a span; of a name given twice the last value counts."""
    inner = text[span.start + 2 : span.end - 2]
    masked = Masked(inner, scan(inner).outermost())
    written, *parts = masked.text.split("|", maxsplit=MAX_LISTED)
    values: dict[str, str] = {}
    unnamed = 0
    for part in parts:
        name, equals, value = part.partition("=")
        if equals:
            key = tidy(html.unescape(masked.restored(name)))
        else:
            unnamed += 1
            key, value = str(unnamed), part
        values[key] = masked.restored(value).strip()
    return TemplateCall(tidy(masked.restored(written).replace("_", " ")), values, span)
