"""A candidate of `imdb_datasets`: reads the slice, and makes records if it changed.

python -m benchmarks._imdb_reader FOLDER SERIES-FILE changed|unchanged
"""

import json
import sys
from pathlib import Path

from trr_backend.ingestion.datasets import find_files, read_slice


def main(folder: str, series: str, state: str) -> None:
    """Read the files, and print how many rows of each were found."""
    found = read_slice(find_files(Path(folder)), Path(series).read_text().split())
    for batch in found.batches():
        if state == "changed":
            batch.records(set(batch.digests))
    print(json.dumps(found.rows()))


if __name__ == "__main__":
    main(*sys.argv[1:])
