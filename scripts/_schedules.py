"""What is done by itself, by default, and how that is said to people.

Times are spread over the night, so that one is done when the next begins.
"""

from typing import Final

from scripts._options import Request
from trr_backend.config import Settings
from trr_backend.models.run_state import RunDetail, ScheduleShown
from trr_backend.models.schedules import Routine, Schedule
from trr_backend.repositories import imdb_files
from trr_backend.repositories.db import Transaction

DATASETS: Final = "import imdb-datasets"
_DAY_SECONDS = 86400
_UNITS = (("w", 7 * _DAY_SECONDS), ("d", _DAY_SECONDS), ("h", 3600))

ROUTINES: Final = (
    Routine("nightly", "sync all", "30 2 * * *"),
    # Offers are in no list of changes: they are asked for by their age.
    Routine(
        "watch-providers",
        "sync shows",
        "30 14 * * *",
        {"max_age_seconds": _DAY_SECONDS},
    ),
    Routine(
        "airing",
        "sync seasons-episodes",
        "0 * * * *",
        {"airing": True, "max_age_seconds": 3600},
    ),
    Routine("datasets", DATASETS, "30 6 * * *"),
    Routine("retention", "retention", "0 5 * * *"),
    Routine("prune", "media prune", "30 5 * * sun"),
    Routine("clean-up", "clean-up", "15 6 * * *"),
)


async def why_unused(
    settings: Settings, tx: Transaction, schedule: Schedule | ScheduleShown
) -> str | None:
    """Return why this process does not act upon a schedule; None: it does.

    Whoever does not use IMDb's datasets, or has them in a folder of his own, wants no
    gigabyte fetched each day.
    """
    if schedule.command != DATASETS:
        return None
    if settings.imdb_datasets is None:
        return "TRR_IMDB_DATASETS is not set"
    if not any(one.url.startswith("http") for one in await imdb_files.load(tx)):
        return "`trr import imdb-datasets` has fetched nothing yet"
    return None


def command_line(asked_for: Schedule | RunDetail) -> str:
    """Return what is run, as a person would type it. Raises InputError."""
    asked = Request.from_record(asked_for.options).for_record()
    words = ["trr", asked_for.command]
    for name, value in asked.items():
        option = "--" + name.removesuffix("_seconds").replace("_", "-")
        match value:
            case True:
                words.append(option)
            case list():
                words += [f"{option} {one}" for one in value]
            case int() if name.endswith("_seconds") and value is not False:
                words.append(f"{option} {_age(value)}")
            case int() | str() if value is not False:
                words.append(f"{option} {value}")
    return " ".join(words)


def _age(seconds: int) -> str:
    for unit, length in _UNITS:
        if seconds % length == 0:
            return f"{seconds // length}{unit}"
    return f"{seconds}s"
