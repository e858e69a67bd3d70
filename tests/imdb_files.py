"""Dataset files as IMDb writes them, small: what tests of them share."""

import gzip
from collections.abc import Sequence
from pathlib import Path

HEADERS = {
    "name.basics": "nconst primaryName birthYear deathYear primaryProfession "
    "knownForTitles",
    "title.akas": "titleId ordering title region language types attributes "
    "isOriginalTitle",
    "title.basics": "tconst titleType primaryTitle originalTitle isAdult startYear "
    "endYear runtimeMinutes genres",
    "title.crew": "tconst directors writers",
    "title.episode": "tconst parentTconst seasonNumber episodeNumber",
    "title.principals": "tconst ordering nconst category job characters",
    "title.ratings": "tconst averageRating numVotes",
}
Rows = dict[str, list[str]]


def text_of(dataset: str, rows: Sequence[str]) -> str:
    """Return a file of these rows, whose columns are parted by | for reading's sake."""
    header = HEADERS[dataset].replace(" ", "\t")
    return "".join(f"{line}\n" for line in (header, *map(tabbed, rows)))


def tabbed(row: str) -> str:
    """Return a row with tabs for |."""
    return row.replace("|", "\t")


def write_files(folder: Path, rows: Rows, *, packed: bool = True) -> Path:
    """Write all seven files; those that are not in `rows` hold a header only."""
    folder.mkdir(parents=True, exist_ok=True)
    for dataset in HEADERS:
        write_raw(folder, dataset, text_of(dataset, rows.get(dataset, [])), packed)
    return folder


def write_raw(
    folder: Path,
    dataset: str,
    text: str | bytes,
    packed: bool = True,  # noqa: FBT001, FBT002 -- passed on
) -> Path:
    """Write one file of exactly this text."""
    body = text.encode() if isinstance(text, str) else text
    path = folder / f"{dataset}.tsv{'.gz' if packed else ''}"
    path.write_bytes(gzip.compress(body, mtime=0) if packed else body)
    return path


def series_rows() -> Rows:
    """Return a series of two episodes with four people, and things nobody wants.

    Rows are in no order; quotes are unbalanced, as they are in real files.
    """
    return {
        "title.basics": [
            r"tt0000012|tvEpisode|Second|Second|0|2004|\N|41|Reality-TV",
            r"tt9999999|movie|A Film|A Film|0|1999|\N|90|Drama",
            r'tt0000001|tvSeries|The "Show|Die Schau|0|2004|2006|42|Reality-TV,News',
            r"tt0000011|tvEpisode|First|First|0|2004|\N|\N|\N",
        ],
        "title.episode": [
            r"tt0000012|tt0000001|1|2",
            r"tt8888888|tt7777777|1|1",
            r"tt0000011|tt0000001|1|1",
        ],
        "title.akas": [
            r"tt0000001|2|Die Schau|DE|\N|imdbDisplay|literal title|0",
            r"tt9999999|1|Ein Film|DE|\N|\N|\N|0",
            'tt0000001|1|The "Show|\\N|\\N|original\x02working|\\N|1',
        ],
        "title.principals": [
            r'tt0000011|2|nm0000002|self|\N|["Self - Contestant"]',
            r'tt0000001|1|nm0000001|self|\N|["Self - Host","Self - \"Judge\""]',
            r"tt0000011|1|nm0000001|self|\N|\N",
            r"tt9999999|1|nm0000009|actor|\N|\N",
            r"tt0000012|1|nm0000003|producer|executive producer|\N",
        ],
        "title.crew": [
            r"tt0000011|nm0000004,nm0000003|\N",
            r"tt0000001|\N|nm0000004",
            r"tt9999999|nm0000009|nm0000009",
        ],
        "title.ratings": ["tt0000001|7.9|123", "tt9999999|1.0|5"],
        "name.basics": [
            r"nm0000004|Zoë Ænd|\N|\N|writer|tt0000001",
            r"nm0000001|Anna Host|1960|2020|actress,producer|tt0000001",
            r"nm0000009|Nobody Wanted|\N|\N|\N|\N",
            r"nm0000003|Cy|1950|\N|\N|\N",
        ],
    }
