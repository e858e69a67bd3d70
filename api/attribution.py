"""Who is named with the data: a condition of the sources, part of every answer."""

from typing import Final

import msgspec

TMDB: Final = {
    "source": "tmdb",
    "text": "This product uses the TMDB API but is not endorsed or certified by TMDB.",
    "url": "https://www.themoviedb.org/",
}
JUSTWATCH: Final = {
    "source": "justwatch",
    "text": "Streaming offers are provided by JustWatch.",
    "url": "https://www.justwatch.com/",
}

FOR_ENTITIES: Final = msgspec.json.encode([TMDB])
FOR_SHOWS: Final = msgspec.json.encode([TMDB, JUSTWATCH])
