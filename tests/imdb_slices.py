"""What is cut out of small dataset files, all at once: for tests."""

from trr_backend.ingestion.datasets import DatasetSlice
from trr_backend.models.imdb import ImdbSlice

SERIES = ("tt0000001",)
TITLES = ("tt0000001", "tt0000011", "tt0000012")


def everything(found: DatasetSlice) -> tuple[ImdbSlice, ImdbSlice, list[str]]:
    """Return all titles, all names and what is spoiled."""
    slices, spoiled = [], [str(row) for row in found.spoiled]
    for batch in found.batches():
        records, rows = batch.records(set(batch.digests))
        slices.append(records)
        spoiled += map(str, rows)
    empty = ImdbSlice()
    titles = next((one for one in slices if one.title_ids), empty)
    names = next((one for one in slices if one.name_ids), empty)
    return titles, names, spoiled
