"""Values of a portable infobox that MediaWiki stored before it had filled them in.

Some pages are stored with marks where links should stand; what was written for them in
the template's call says the same.
"""

from collections.abc import Mapping
from dataclasses import replace

from trr_backend.ingestion.wiki.portable import NOT_FILLED_IN
from trr_backend.models.wiki_page import Infobox, InfoboxValue


def filled_in(box: Infobox, written: Infobox) -> Infobox:
    """Return a portable infobox, with what it lacks as its template's call says it."""
    said = {one.parameter: one for one in written.values}
    return replace(
        box,
        values=tuple(_value(one, said) for one in box.values),
        groups=tuple(
            replace(group, values=tuple(_value(one, said) for one in group.values))
            for group in box.groups
        ),
    )


def _value(
    value: InfoboxValue, written: Mapping[str | None, InfoboxValue]
) -> InfoboxValue:
    if value.refused != NOT_FILLED_IN or value.parameter not in written:
        return value
    return replace(written[value.parameter], label=value.label)
