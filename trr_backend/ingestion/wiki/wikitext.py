"""Infoboxes of wikitext: which template is one, and its values.

A template is an infobox by its name (`Infobox person`, or one that a template map
names) wherever it stands; where there is none such, the first one before the first
heading with some named values is, unless its name is that of a note or a quotation.
"""

import re
from collections.abc import Collection, Iterator, Sequence
from typing import Final

from trr_backend.ingestion.wiki.maps import key
from trr_backend.ingestion.wiki.markup.calls import TemplateCall, template_call
from trr_backend.ingestion.wiki.markup.known_templates import is_known
from trr_backend.ingestion.wiki.markup.limits import MAX_LISTED
from trr_backend.ingestion.wiki.markup.lines import Words
from trr_backend.ingestion.wiki.markup.namespaces import file_name
from trr_backend.ingestion.wiki.markup.pictures import is_picture
from trr_backend.ingestion.wiki.markup.reading import Reader
from trr_backend.ingestion.wiki.markup.spans import Span, Spans, scan
from trr_backend.ingestion.wiki.markup.words import folded
from trr_backend.models.wiki_page import Infobox, InfoboxImage, InfoboxValue

_BY_NAME: Final = re.compile(r"infobox\b|.*[ _/]infobox$")
_INFOBOX: Final = re.compile(r"\{\{[^{}|\[\]]*infobox", re.IGNORECASE)
_HEADING: Final = re.compile(r"^={1,6}[^=\n]", re.MULTILINE)
# Fewer named values than this are no box.
_FEW: Final = 3
# Parameters that hold what the box is titled, the likeliest first.
_TITLES: Final = ("name", "title1", "title")
# Infoboxes within each other.
_MAX_NESTED: Final = 3


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
        is_long = "\n" in text[call.span.start : call.span.end]
        is_box = is_long and len(call.named) >= _FEW and not is_known(call.name)
        if is_box and call.span.start < end:
            return [call]
    return []


def infoboxes_of(
    call: TemplateCall, reader: Reader, nested: int = 0
) -> Iterator[Infobox]:
    """Yield the infobox that a template makes, and those that are values of it."""
    titles: dict[str, str] = {}
    values: list[InfoboxValue] = []
    images: list[InfoboxImage] = []
    within: list[TemplateCall] = []
    for name in call.named:
        written = call.values[name]
        if is_picture(file := file_name(written)):
            images.append(InfoboxImage(file))
        elif nested < _MAX_NESTED and (box := _infobox_call(written)):
            within.append(box)
        else:
            words = reader.read(written)
            images += (
                InfoboxImage(one.file, None, one.caption) for one in words.pictures
            )
            values += _value(name, words)
            titles.setdefault(folded(name), words.text)
    title = next(filter(None, map(titles.get, _TITLES)), None)
    pictures = tuple(dict.fromkeys(images))[:MAX_LISTED]
    if values or pictures:
        yield Infobox(call.written, title, tuple(values), (), pictures)
    for box in within:
        yield from infoboxes_of(box, reader, nested + 1)


def made_by(box: Infobox, calls: Sequence[TemplateCall]) -> TemplateCall | None:
    """Return the template that most likely made an infobox of pageprops.

    It has at least half of the parameters that the box shows, and most of all.
    """
    shown = {value.parameter for value in box.all_values if value.parameter}
    shared = [(len(shown & set(call.values)), call) for call in calls]
    most, call = max(shared, key=lambda one: one[0], default=(0, None))
    return call if call and most * 2 >= len(shown) > 0 else None


def _infobox_call(written: str) -> TemplateCall | None:
    """Return the infobox that a value is and nothing else, if it is one."""
    if not _INFOBOX.match(written):
        return None
    whole = Span(0, len(written))
    call = template_call(written, whole) if whole in scan(written).templates else None
    return call if call and _BY_NAME.match(call.name) else None


def _value(name: str, words: Words) -> Iterator[InfoboxValue]:
    if words.lines or words.refused:
        yield InfoboxValue(
            parameter=name,
            label=None,
            lines=words.lines,
            links=words.links,
            refused=words.refused,
            dates=words.dates,
        )
