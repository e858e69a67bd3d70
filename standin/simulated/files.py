"""The simulated catalogue under the names that files of a catalogue have.

It stands where a folder does (`standin.files`), so that everything else of the stand-in
answers from it as from any other. Nothing is held but the last few answers, because a
request reads one of them once for each section that it appends.
"""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import lru_cache

from standin.files import Json, Stamp
from standin.search import short
from standin.simulated.people import person
from standin.simulated.series import series
from standin.simulated.sizes import Sizes
from standin.simulated.words import title

_DAYS = 30
_ONE_IN = 100
_KEPT = 64


class SimulatedFiles:
    """Answers by name, such as `tv/910000001`."""

    def __init__(self, sizes: Sizes) -> None:
        self._sizes = sizes
        self._whole = lru_cache(_KEPT)(self._made)

    def read(self, name: str) -> Json | None:
        """Return what is under a name, None where nothing is."""
        return self._changes() if name == "changes" else self._whole(name)

    def read_in(self, name: str, _language: str) -> Json | None:
        """Return the same: every text is in English."""
        return self.read(name)

    def numbers(self, kind: str, called: str = "") -> Iterator[int]:
        """Yield the ids of a kind, of shows those alone whose name may hold a text."""
        sizes, wanted = self._sizes, called.casefold().strip()
        if kind == "person":
            yield from sizes.person_ids()
        elif kind == "tv":
            for one in sizes.show_ids():
                name = title(sizes.chance(one), sizes.place(one))
                if wanted in name.casefold():
                    yield one

    def stamp(self, *_folders: str) -> Stamp | None:
        """Return None: there is nothing to go through before a picture is drawn."""
        return None

    def _made(self, name: str) -> Json | None:
        kind, _, rest = name.partition("/")
        if kind == "find":
            return self._found(rest)
        number = int(rest) if rest.isdecimal() else 0
        if kind == "tv" and number in self._sizes.show_ids():
            return series(self._sizes, number)
        if kind == "person" and number in self._sizes.person_ids():
            return person(self._sizes, number)
        return None

    def _found(self, imdb_id: str) -> Json:
        show_id = self._sizes.of_imdb(imdb_id)
        whole = None if show_id is None else self.read(f"tv/{show_id}")
        hits = [{**short(whole), "media_type": "tv"}] if whole else []
        others = ("movie", "person", "tv_episode", "tv_season")
        return {"tv_results": hits, **{f"{one}_results": [] for one in others}}

    def _changes(self) -> Json:
        """Return who was changed: one in a hundred a day, over a month."""
        today = datetime.now(UTC).date()
        kinds = {"tv": self._sizes.show_ids(), "person": self._sizes.person_ids()}
        return {
            kind: {
                str(day): list(ids[day.toordinal() % _ONE_IN :: _ONE_IN])
                for day in (today - timedelta(days=n) for n in range(_DAYS))
            }
            for kind, ids in kinds.items()
        }
