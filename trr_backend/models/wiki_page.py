"""A page of a wiki as it is read: infoboxes, sections, tables, pictures, ids.

Texts are plain: without markup, references, hidden parts and outer blanks; a gap of
any kind is one blank. What a page says is here, what it means is not.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import chain
from typing import Literal


@dataclass(frozen=True, slots=True)
class PageLink:
    """A link: `target` is a title of this wiki without fragment, or an address.

    A title has its namespace, blanks and a capital: `Survivor: Marquesas`. A link to
    another wiki is its address where that is known, else as it is written (`fr:Rob`).
    """

    text: str
    target: str


@dataclass(frozen=True, slots=True)
class InfoboxValue:
    """What stands behind one parameter of an infobox, line by line.

    `parameter` is its name in the wikitext, `label` what readers see before it.
    `dates` are the ISO dates that the markup itself states (`{{birth date|1996|12|28}}`
    or class="bday"), which need no reading of words. `refused` says why there is
    nothing usable in it: what is stored of it should stay as it is.
    """

    parameter: str | None
    label: str | None
    lines: tuple[str, ...]
    links: tuple[PageLink, ...] = ()
    refused: str | None = None
    dates: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class InfoboxGroup:
    """Values under a header of an infobox, such as one season of a person.

    A group within a group stands behind it with its header as `parent`. `links` are
    those of the header.
    """

    header: str | None
    values: tuple[InfoboxValue, ...]
    parent: str | None = None
    links: tuple[PageLink, ...] = ()


@dataclass(frozen=True, slots=True)
class InfoboxImage:
    """A picture of an infobox: file name with blanks and without namespace.

    `url` is an absolute address as the wiki states it; None: it states none.
    """

    file: str
    url: str | None = None
    caption: str | None = None


@dataclass(frozen=True, slots=True)
class Infobox:
    """One infobox; `template` is None where the page does not show which made it.

    `values` are those under no header; `all_values` are these and those of groups. An
    infobox that was read from wikitext has no groups, labels and addresses.
    """

    template: str | None
    title: str | None
    values: tuple[InfoboxValue, ...]
    groups: tuple[InfoboxGroup, ...] = ()
    images: tuple[InfoboxImage, ...] = ()

    @property
    def all_values(self) -> Iterator[InfoboxValue]:
        """The values under no header, then those of each group."""
        return chain(self.values, *(group.values for group in self.groups))


@dataclass(frozen=True, slots=True)
class Section:
    """What stands below a heading, up to the next one.

    The text before the first heading has the heading "" and level 0. `parent` is the
    heading of the section that this one is part of. `items` are those of lists, deeper
    ones as they come; a paragraph and an item may have several lines (`<br>`).
    """

    heading: str
    level: int
    parent: str | None
    paragraphs: tuple[str, ...]
    items: tuple[str, ...]
    links: tuple[PageLink, ...] = ()


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of a table; `text` are its lines with blanks between them."""

    text: str
    lines: tuple[str, ...] = ()
    links: tuple[PageLink, ...] = ()


@dataclass(frozen=True, slots=True)
class Table:
    """A table below `heading` ("" before the first one).

    Cells over several rows or columns stand in each of them. `header` are the header
    rows, joined from top to bottom; () where there is none. Rows have as many cells
    as the page gives them, which may differ.
    """

    heading: str
    header: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    caption: str | None = None


@dataclass(frozen=True, slots=True)
class GalleryFile:
    """A picture on a page outside infoboxes: file name with blanks, no namespace.

    `in_gallery`: it is in a gallery, not beside or within the text.
    """

    file: str
    caption: str | None = None
    heading: str = ""
    in_gallery: bool = True


@dataclass(frozen=True, slots=True)
class PageExternalId:
    """An id that the page states: imdb nm or tt, tmdb (number), wikidata (Q...).

    `about` is None for Wikidata, which has one kind of id for everything.
    """

    source: Literal["imdb", "tmdb", "wikidata"]
    id: str
    about: Literal["person", "show"] | None


@dataclass(frozen=True, slots=True)
class WikiPage:
    """One page. `url` is its public address, `redirects` the titles that lead to it.

    `categories` are without their namespace. `external_ids` has at most one id of a
    source and kind: where a page states two, none is certain. `links` are all of its
    text, each target once, in the order of the page. `redirects_to` is set where the
    page is itself a redirect. `refused` names the parts that were passed over.
    """

    number: int
    title: str
    url: str
    revision: int
    revised_at: datetime
    redirects: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    infoboxes: tuple[Infobox, ...] = ()
    sections: tuple[Section, ...] = ()
    tables: tuple[Table, ...] = ()
    files: tuple[GalleryFile, ...] = ()
    external_ids: tuple[PageExternalId, ...] = ()
    is_disambiguation: bool = False
    links: tuple[PageLink, ...] = ()
    redirects_to: str | None = None
    refused: tuple[str, ...] = ()
