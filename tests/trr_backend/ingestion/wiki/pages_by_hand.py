"""Pages of wikis as they are once parsed, made by hand."""

from datetime import UTC, datetime

from trr_backend.models.wiki_page import (
    Cell,
    Infobox,
    InfoboxValue,
    PageLink,
    Section,
    Table,
    WikiPage,
)

REVISED_AT = datetime(2026, 10, 1, 12, 0, tzinfo=UTC)


def page(
    title: str = "Ann Example",
    *infoboxes: Infobox,
    sections: tuple[Section, ...] = (),
    tables: tuple[Table, ...] = (),
    refused: tuple[str, ...] = (),
) -> WikiPage:
    """Return a page."""
    return WikiPage(
        number=5,
        title=title,
        url=f"https://island.fandom.com/wiki/{title.replace(' ', '_')}",
        revision=41,
        revised_at=REVISED_AT,
        infoboxes=infoboxes,
        sections=sections,
        tables=tables,
        refused=refused,
    )


def box(
    *values: InfoboxValue, template: str | None = None, title: str | None = None
) -> Infobox:
    """Return an infobox without groups."""
    return Infobox(template, title, values)


def value(
    name: str, *lines: str, links: tuple[str, ...] = (), label: str | None = None
) -> InfoboxValue:
    """Return a value of a parameter; links have their target for a text."""
    linked = tuple(PageLink(target, target) for target in links)
    return InfoboxValue(name, label, lines, linked)


def table(heading: str, header: str, *rows: str) -> Table:
    """Return a table: cells parted by `|`, lines in them by `/`, `*` before a link."""
    return Table(
        heading,
        tuple(header.split("|")),
        tuple(tuple(map(_cell, row.split("|"))) for row in rows),
    )


def _cell(text: str) -> Cell:
    lines = tuple(line for line in text.replace("*", "").split("/") if line)
    links = tuple(
        PageLink(one[1:], one[1:]) for one in text.split("/") if one.startswith("*")
    )
    return Cell(" ".join(lines), lines, links)
