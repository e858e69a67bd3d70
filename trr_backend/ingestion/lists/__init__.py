"""Lists of shows, read from exported files, plain text and TMDb.

`parse_list` is pure: bytes in, a `ListRecord` out, whatever the layout.
`parse_list_reference` says which TMDb list an argument names and `fetch_tmdb_list`
reads all its pages. What is no show is counted and left out; a row that cannot be
read is named with its line and skipped.
"""

from trr_backend.ingestion.lists.parse import parse_list
from trr_backend.ingestion.lists.references import (
    is_imdb_address,
    is_list_reference,
    parse_list_reference,
)

__all__ = [
    "is_imdb_address",
    "is_list_reference",
    "parse_list",
    "parse_list_reference",
]
