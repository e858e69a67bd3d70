"""What an infobox is about: a person, a season or a show, by the marks of the map."""

from collections.abc import Iterator

from trr_backend.ingestion.wiki.maps import FieldRule, TemplateMap, key
from trr_backend.models.wiki import PageKind, WikiEntity
from trr_backend.models.wiki_page import Infobox, InfoboxValue


def infobox_kind(infobox: Infobox, template_map: TemplateMap) -> PageKind:
    """Return the kind whose template it is, else whose parameters it has the most of.

    "other" where it has none of any kind, or as many of one as of another.
    """
    marks = template_map.marks.items()
    template = key(infobox.template or "")
    by_template = [kind for kind, one in marks if template in one.templates]
    if len(by_template) == 1:
        return by_template[0]
    named = [names_of(value) for value in infobox.all_values]
    counts = sorted(
        ((sum(not one.names.isdisjoint(names) for names in named), kind))
        for kind, one in marks
    )
    (second, _), (most, kind) = counts[-2:]
    return kind if most > second else "other"


def names_of(value: InfoboxValue) -> tuple[str, ...]:
    """Return parameter and label as they are compared, the parameter first."""
    return tuple(key(name) for name in (value.parameter, value.label) if name)


def rules_of(
    value: InfoboxValue, template_map: TemplateMap, kind: WikiEntity
) -> Iterator[tuple[FieldRule, int]]:
    """Yield what a value means on pages of a kind, with the number of its name."""
    for name in names_of(value):
        if found := template_map.rule(kind, name):
            yield found
