"""Infoboxes of wikitext: which template is one, and its values.

A template is an infobox by its name (`Infobox person`, or one that a template map
names) wherever it stands; where there is none such, the first one before the first
heading with some named values is, unless its name is that of a note or a quotation.
"""

import re
from collections.abc import Collection, Sequence
from typing import Final

from trr_backend.ingestion.wiki.maps import key
from trr_backend.ingestion.wiki.markup.calls import TemplateCall, template_call
from trr_backend.ingestion.wiki.markup.known_templates import is_known
from trr_backend.ingestion.wiki.markup.limits import MAX_LISTED
from trr_backend.ingestion.wiki.markup.lines import Words
from trr_backend.ingestion.wiki.markup.namespaces import file_name
from trr_backend.ingestion.wiki.markup.pictures import is_picture
from trr_backend.ingestion.wiki.markup.reading import Reader
from trr_backend.ingestion.wiki.markup.spans import Spans
from trr_backend.ingestion.wiki.markup.words import folded
from trr_backend.models.wiki_page import Infobox, InfoboxImage, InfoboxValue

_BY_NAME: Final = re.compile(r"infobox\b|.*[ _/]infobox$")
_HEADING: Final = re.compile(r"^={1,6}[^=\n]", re.MULTILINE)
# Fewer named values than this are no box.
_FEW: Final = 3
_TITLES: Final = frozenset({"name", "title", "title1"})


def template_calls(text: str, spans: Spans) -> list[TemplateCall]:
    """Return the templates of a page that are within no other."""
    return [template_call(text, span) for span in spans.templates[:MAX_LISTED]]


def infobox_calls(
    calls: Sequence[TemplateCall], text: str, names: Collection[str]
) -> list[TemplateCall]:
    """Return the templates that are infoboxes; `names` are keys of template maps."""
    named = [one for one in calls if _BY_NAME.match(one.name) or key(one.name) in names]
    if named:
        return named
    heading = _HEADING.search(text)
    end = heading.start() if heading else len(text)
    for call in calls:
        is_box = len(call.named) >= _FEW and not is_known(call.name)
        if is_box and call.span.start < end:
            return [call]
    return []


def infobox_of(call: TemplateCall, reader: Reader) -> Infobox:
    """Return the infobox that a template makes, as far as its values show it."""
    title: str | None = None
    values: list[InfoboxValue] = []
    images: list[InfoboxImage] = []
    for name in call.named:
        file = file_name(call.values[name])
        if is_picture(file):
            images.append(InfoboxImage(file))
            continue
        words = reader.read(call.values[name])
        images += [InfoboxImage(one.file, None, one.caption) for one in words.pictures]
        if words.lines or words.refused:
            values.append(_value(name, words))
        if folded(name) in _TITLES:
            title = title or words.text or None
    pictures = tuple(dict.fromkeys(images))[:MAX_LISTED]
    return Infobox(call.written, title, tuple(values), (), pictures)


def made_by(box: Infobox, calls: Sequence[TemplateCall]) -> TemplateCall | None:
    """Return the template that most likely made an infobox of pageprops.

    It has at least half of the parameters that the box shows, and most of all.
    """
    shown = {value.parameter for value in box.all_values if value.parameter}
    shared = [(len(shown & set(call.values)), call) for call in calls]
    most, call = max(shared, key=lambda one: one[0], default=(0, None))
    return call if call and most * 2 >= len(shown) > 0 else None


def _value(name: str, words: Words) -> InfoboxValue:
    return InfoboxValue(
        parameter=name,
        label=None,
        lines=words.lines,
        links=words.links,
        refused=words.refused,
        dates=words.dates,
    )
