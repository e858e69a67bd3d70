"""What was cut out of the files, handed on in batches of some thousand titles.

A batch has a digest of each title (or name), made of its raw lines, so that those that
did not change need not become records at all.
"""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from hashlib import blake2b
from typing import Any, cast

from trr_backend.ingestion.datasets.ids import Ids, id_number, id_text
from trr_backend.ingestion.datasets.layout import Layout
from trr_backend.ingestion.datasets.lines import Line, Lines
from trr_backend.ingestion.datasets.parsing import parse
from trr_backend.ingestion.datasets.spoiled import SpoiledRow
from trr_backend.models.imdb import ImdbPart, ImdbSlice

# Goes up when records are made in another way: every title is then looked at again.
DATASETS_MAPPING = 1
BATCH = 2000

Found = Mapping[Layout, Lines]


@dataclass(slots=True)
class Batch:
    """Some titles, or some names: digests by id, and the lines they are made of."""

    prefix: str
    digests: dict[str, str]
    _lines: dict[Layout, list[Line]]
    _files: Found
    _unsure_parts: Collection[ImdbPart]

    def records(self, due: Collection[str]) -> tuple[ImdbSlice, list[SpoiledRow]]:
        """Return the slice of those ids of the batch that are due, and what is spoiled.

        A part of a title of which a row is spoiled is unsure.
        """
        spoiled: list[SpoiledRow] = []
        numbers = {id_number(one) for one in due}
        parts = {
            layout.part: parse(layout, self._files[layout], wanted, spoiled)
            for layout, lines in self._lines.items()
            for wanted in [[one for one in lines if one.owner in numbers]]
        }
        unsure = {(row.part, row.owner) for row in spoiled}
        unsure |= {(part, one) for part in self._unsure_parts for one in due}
        ids = tuple(one for one in self.digests if one in due)
        is_title = self.prefix == "tt"
        records = ImdbSlice(
            title_ids=ids if is_title else (),
            name_ids=() if is_title else ids,
            unsure=frozenset(unsure),
            digests=self.digests,
            **cast("dict[str, Any]", parts),
        )
        return records, spoiled


@dataclass(slots=True)
class DatasetSlice:
    """All that was found, as lines; `spoiled` are rows that might be anybody's.

    `titles` and `names` are the ids wanted, sorted, whether or not a row was found.
    """

    titles: Ids
    names: Ids
    of_titles: Found
    of_names: Found
    spoiled: list[SpoiledRow] = field(default_factory=list)

    def rows(self) -> dict[ImdbPart, int]:
        """Return how many lines of each part were found."""
        return {
            layout.part: len(lines)
            for found in (self.of_titles, self.of_names)
            for layout, lines in found.items()
        }

    def batches(self) -> Iterator[Batch]:
        """Yield titles, then names; may be called again."""
        unsure = {row.part for row in self.spoiled}
        yield from _batches("tt", self.titles, self.of_titles, unsure)
        yield from _batches("nm", self.names, self.of_names, unsure)


def _batches(
    prefix: str, ids: Ids, files: Found, unsure: AbstractSet[ImdbPart]
) -> Iterator[Batch]:
    for begin in range(0, len(ids), BATCH):
        some = ids[begin : begin + BATCH].tolist()
        lines = {
            layout: list(file.between(some[0], some[-1]))
            for layout, file in files.items()
        }
        digests = _digests(prefix, some, lines)
        mine = unsure & {layout.part for layout in files}
        yield Batch(prefix, digests, lines, files, mine)


def _digests(
    prefix: str, ids: Sequence[int], lines: Mapping[Layout, Sequence[Line]]
) -> dict[str, str]:
    """Return a digest of the rows of each id, whatever their order."""
    texts: defaultdict[int, list[bytes]] = defaultdict(list)
    for layout, found in lines.items():
        mark = layout.dataset.encode()
        for line in found:
            texts[line.owner].append(mark + line.text)
    return {id_text(prefix, one): _digest(texts[one]) for one in ids}


def _digest(texts: list[bytes]) -> str:
    texts.sort()
    said = blake2b(b"\n".join(texts), digest_size=8, salt=bytes([DATASETS_MAPPING]))
    return said.hexdigest()
