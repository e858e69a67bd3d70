"""Portable infoboxes: `pageprops.infoboxes`, which is JSON within an answer's JSON.

Fandom and the open-source fork say nearly the same: an `image` node with `key` and an
absolute address here, a `media` node with a relative one there; `parser_tag_version` 2
and 5 have the same nodes. A node of an unknown type is passed over.
https://github.com/Universal-Omega/PortableInfobox, includes/Services/Parser/Nodes
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import zip_longest
from typing import Final

import msgspec

from trr_backend.ingestion.wiki.html import html_words
from trr_backend.ingestion.wiki.markup.limits import (
    MAX_LISTED,
    Budget,
    json_refusal,
)
from trr_backend.ingestion.wiki.markup.lines import Words, tidy
from trr_backend.ingestion.wiki.markup.links import Place
from trr_backend.ingestion.wiki.markup.namespaces import file_name
from trr_backend.models.wiki_page import (
    Infobox,
    InfoboxGroup,
    InfoboxImage,
    InfoboxValue,
)

Said = str | int | float | bool | None


class Node(msgspec.Struct, frozen=True):
    """A node; what is in it depends on its type."""

    type: str = ""
    data: msgspec.Raw = msgspec.Raw(b"null")


class _Infobox(msgspec.Struct, frozen=True):
    data: tuple[Node, ...] = ()


class _Value(msgspec.Struct, frozen=True):
    value: Said | list[object] | dict[str, object] = None
    text: Said = None
    label: Said = None
    source: str | None = None


class _Nodes(msgspec.Struct, frozen=True):
    value: tuple[Node, ...] = ()
    label: Said = None


class _Row(msgspec.Struct, frozen=True):
    """A group that lies on its side: labels above, values below."""

    labels: tuple[_Value | str | None, ...] = ()
    values: tuple[_Value | str | None, ...] = ()


class _Image(msgspec.Struct, frozen=True):
    url: str | None = None
    name: str | None = None
    key: str | None = None
    caption: Said = None
    is_video: bool | None = msgspec.field(name="isVideo", default=None)
    is_audio: bool | None = msgspec.field(name="isAudio", default=None)


_infoboxes: Final = msgspec.json.Decoder(tuple[_Infobox, ...])
_value: Final = msgspec.json.Decoder(_Value)
_nodes: Final = msgspec.json.Decoder(_Nodes)
_row: Final = msgspec.json.Decoder(_Row)
_images: Final = msgspec.json.Decoder(tuple[_Image, ...] | _Image | None)
NOT_FILLED_IN: Final = "the wiki has not filled in what stands there"
# MediaWiki's own marks for links and tags, which some pages are stored with.
_MARKS: Final = ("<!--LINK'\"", "\x7f'\"`UNIQ-")
_GROUPS: Final = frozenset({"group", "smart-group", "panel", "section"})


def portable_infoboxes(
    text: str, place: Place, budget: Budget
) -> tuple[Infobox, ...] | str:
    """Return the infoboxes of `pageprops.infoboxes`, or why it cannot be read."""
    written = text.encode(errors="replace")
    if refused := json_refusal(written):
        return refused
    try:
        boxes = _infoboxes.decode(written)
    except msgspec.DecodeError as error:
        return str(error)
    return tuple(_Reading(place, budget).infobox(box.data) for box in boxes)


@dataclass(slots=True)
class _Group:
    """The values under a header, while they are read."""

    parent: str | None = None
    words: Words = field(default_factory=Words)
    values: list[InfoboxValue] = field(default_factory=list)

    @property
    def header(self) -> str | None:
        return self.words.text or None

    def done(self) -> InfoboxGroup:
        links = self.words.links
        return InfoboxGroup(self.header, tuple(self.values), self.parent, links)


class _Reading:
    """One infobox while its nodes are read."""

    def __init__(self, place: Place, budget: Budget) -> None:
        self._place = place
        self._budget = budget
        self._title: str | None = None
        self._images: list[InfoboxImage] = []
        self._top = _Group()
        self._groups: list[_Group] = []

    def infobox(self, nodes: Sequence[Node]) -> Infobox:
        """Read an infobox's nodes, which are `group`s, `data` and others."""
        self._read(nodes, self._top, is_top=True)
        groups = (group for group in self._groups if group.header or group.values)
        return Infobox(
            template=None,
            title=self._title,
            values=tuple(self._top.values),
            groups=tuple(group.done() for group in groups),
            images=tuple(dict.fromkeys(self._images))[:MAX_LISTED],
        )

    def _read(self, nodes: Sequence[Node], group: _Group, *, is_top: bool) -> None:
        """Read nodes into a group; a further header begins another one beside it.

        What follows a header in no group of its own is below it for readers; a group
        there is not a part of it.
        """
        for node in nodes:
            try:
                if node.type in _GROUPS:
                    parent = None if is_top else group.header or group.parent
                    self._group(_nodes.decode(node.data), parent)
                elif node.type == "header":
                    group = self._header(_value.decode(node.data), group)
                else:
                    self._leaf(node, group)
            except msgspec.DecodeError as error:
                group.values.append(InfoboxValue(None, None, (), refused=str(error)))

    def _leaf(self, node: Node, group: _Group) -> None:
        if node.type == "data":
            group.values += self._data(_value.decode(node.data))
        elif node.type == "title":
            self._title = self._title or self._words(_value.decode(node.data)).text
        elif node.type in {"image", "media"}:
            self._pictures(_images.decode(node.data))
        elif node.type == "horizontal-group-content":
            group.values += self._side_by_side(_row.decode(node.data))

    def _group(self, said: _Nodes, parent: str | None) -> None:
        group = _Group(parent)
        self._groups.append(group)
        below = self._header(_Value(said.label), group)
        self._read(said.value, below, is_top=False)

    def _header(self, said: _Value, group: _Group) -> _Group:
        """Return the group below a header: the one at hand if it has none yet."""
        words = self._words(said)
        if not words.lines:
            return group
        if group is self._top or group.header or group.values:
            group = _Group(group.parent)
            self._groups.append(group)
        group.words = words
        return group

    def _data(self, said: _Value) -> Iterator[InfoboxValue]:
        words = self._words(said)
        label = self._words(_Value(said.label)).text or None
        if words.lines or words.refused:
            yield InfoboxValue(
                parameter=tidy(said.source or "") or None,
                label=label,
                lines=words.lines,
                links=words.links,
                refused=words.refused,
                dates=words.dates,
            )

    def _side_by_side(self, row: _Row) -> Iterator[InfoboxValue]:
        labels = [one if isinstance(one, _Value) else _Value(one) for one in row.labels]
        values = [one if isinstance(one, _Value) else _Value(one) for one in row.values]
        for label, said in zip_longest(labels, values, fillvalue=_Value()):
            named = self._words(label).text or said.label
            source = said.source or label.source
            yield from self._data(_Value(said.value, said.text, named, source))

    def _words(self, said: _Value) -> Words:
        value = said.text if said.value is None else said.value
        if isinstance(value, list | dict):
            return Words(refused="it is no text")
        html = "" if value is None else str(value)
        if any(mark in html for mark in _MARKS):
            return Words(refused=NOT_FILLED_IN)
        return html_words(html, self._place, self._budget)

    def _pictures(self, said: tuple[_Image, ...] | _Image | None) -> None:
        for one in (said,) if isinstance(said, _Image) else said or ():
            name = file_name(one.name or one.key or "")
            if name and not one.is_video and not one.is_audio:
                caption = self._words(_Value(one.caption)).text or None
                url = self._place.of_file(one.url)
                self._images.append(InfoboxImage(name, url, caption))
