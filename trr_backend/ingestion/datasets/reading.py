"""The seven files read once each, in the order in which one says what of the next."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path

import numpy as np

from trr_backend.ingestion.datasets.batches import DatasetSlice
from trr_backend.ingestion.datasets.files import DatasetFile, Progress, opened
from trr_backend.ingestion.datasets.ids import Ids, IdSet, id_number
from trr_backend.ingestion.datasets.layout import (
    CREW,
    EPISODES,
    LAYOUTS,
    NAMES,
    OF_TITLES,
    PRINCIPALS,
    Layout,
)
from trr_backend.ingestion.datasets.lines import Lines
from trr_backend.ingestion.datasets.selecting import Selected, select, select_episodes
from trr_backend.models.imdb import IMDB_NAME_ID, IMDB_TITLE_ID, ImdbDataset

_Select = Callable[[DatasetFile, Layout, IdSet], Selected]
_NAME_ID = re.compile(IMDB_NAME_ID.pattern.encode())


def read_slice(
    files: Mapping[ImdbDataset, Path],
    series_ids: Iterable[str],
    stored_ids: Iterable[str] = (),
    *,
    progress: Progress = lambda _name, _done, _total: None,
) -> DatasetSlice:
    """Return what the files say of these series, their episodes and people.

    `stored_ids` are titles that are stored already: what became of them is told even
    where they are no episodes any more. Raises InputError for a file that cannot be
    used, and reads every header before the first row.
    """
    for layout in LAYOUTS:
        with opened(files[layout.dataset], layout, progress):
            pass

    def read(layout: Layout, ids: Iterable[int], how: _Select = select) -> Selected:
        with opened(files[layout.dataset], layout, progress) as file:
            return how(file, layout, IdSet(ids))

    series = {
        id_number(one)
        for one in (*series_ids, *stored_ids)
        if IMDB_TITLE_ID.fullmatch(one)
    }
    episodes = read(EPISODES, series, select_episodes)
    titles = _sorted({*series, *episodes.lines.owners().tolist()})
    found = {EPISODES: episodes}
    found |= {layout: read(layout, titles.tolist()) for layout in OF_TITLES}
    names = _sorted(
        {
            one
            for layout in (PRINCIPALS, CREW)
            for one in _named(layout, found[layout].lines)
        }
    )
    people = read(NAMES, names.tolist())
    return DatasetSlice(
        titles=titles,
        names=names,
        of_titles={layout: one.lines for layout, one in found.items()},
        of_names={NAMES: people.lines},
        spoiled=[row for one in (*found.values(), people) for row in one.spoiled],
    )


def _named(layout: Layout, file: Lines) -> Iterator[int]:
    """Yield the numbers of the people that the lines of a file name."""
    places = [file.places[place] for place in layout.people]
    for line in file:
        columns = line.text.split(b"\t")
        for place in places:
            # A row that is too short is named when it becomes a record.
            for one in columns[place].split(b",") if place < len(columns) else ():
                if _NAME_ID.fullmatch(one):
                    yield int(one[2:])


def _sorted(numbers: Iterable[int]) -> Ids:
    return np.unique(np.fromiter(numbers, np.int64))
