"""IMDb's dataset files, read and cut down to what is wanted. No network, no database.

`read_slice` reads each of the seven files once, block by block, and keeps the lines of
the wanted series, of their episodes and of the people these name. Nothing relies on the
order of rows. Lines become records only where a batch is asked for them.
"""

from trr_backend.ingestion.datasets.batches import (
    DATASETS_MAPPING,
    Batch,
    DatasetSlice,
)
from trr_backend.ingestion.datasets.files import BrokenFileError, find_files
from trr_backend.ingestion.datasets.reading import read_slice
from trr_backend.ingestion.datasets.spoiled import SpoiledRow

__all__ = [
    "DATASETS_MAPPING",
    "Batch",
    "BrokenFileError",
    "DatasetSlice",
    "SpoiledRow",
    "find_files",
    "read_slice",
]
