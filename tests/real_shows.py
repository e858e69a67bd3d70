"""Recorded seasons, series and orders as a stand-in's files, one answer a round.

Where several answers were recorded about one thing, each is served in a round of its
own. A season without a recorded series gets the smallest one around it, an episode that
was recorded alone takes its place in its recorded season.
"""

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import zip_longest

from tests.answers import Json, series
from tests.real_data import tmdb_answers
from tests.real_parts import recorded_parts

Files = dict[str, Json]
# Which series a recorded season is of: its answer does not say.
SERIES_OF = {3624: 1399, 3573: 1396, 10838: 3572, 30089: 19849, 68878: 63333}
SERIES_OF |= {105701: 52814}


def recorded_rounds() -> Iterator[Files]:
    """Yield the files (by name) that are new in each round."""
    slots: defaultdict[str, list[Json]] = defaultdict(list)
    for recorded in tmdb_answers("tv"):
        answer = json.loads(recorded.body)
        slots[f"tv/{answer['id']}.json"].append(answer)
    for recorded in tmdb_answers("episode_group"):
        answer = json.loads(recorded.body)
        slots[f"episode_group/{answer['id']}.json"].append(answer)
    for answer in _seasons():
        show = f"tv/{SERIES_OF[answer['id']]}"
        slots[f"{show}/season/{answer['season_number']}.json"].append(answer)
        if f"{show}.json" not in slots:
            slots[f"{show}.json"].append(_around(answer))
    for answers in zip_longest(*slots.values()):
        pairs = zip(slots, answers, strict=True)
        yield {name: answer for name, answer in pairs if answer is not None}


def named_people(lists: Iterable[Json]) -> dict[int, str]:
    """Return everybody whom these lists of credits name."""
    return {
        one["id"]: one["name"]
        for said in lists
        for name in ("cast", "crew", "guest_stars")
        for one in said.get(name) or ()
    }


def credit_lists(files: Files) -> Iterator[Json]:
    """Yield the lists of credits that a run reads: of series and of episodes."""
    for answer in files.values():
        if "seasons" in answer and "aggregate_credits" in answer:
            yield answer["aggregate_credits"]
        yield from (one for one in answer.get("episodes") or () if "id" in one)


def _seasons() -> list[Json]:
    """Return the recorded seasons, then each with an episode recorded alone."""
    found: list[Json] = [json.loads(one.body) for one in tmdb_answers("season")]
    holding = {
        episode["id"]: answer
        for answer in found
        for episode in answer["episodes"]
        if "id" in episode
    }
    for part in recorded_parts("episode"):
        if not part.where.endswith(".episodes[]"):
            answer = holding[part.value["id"]]
            episodes = [
                part.value if one["id"] == part.value["id"] else one
                for one in answer["episodes"]
            ]
            found.append({**answer, "episodes": episodes})
    return found


def _around(answer: Json) -> Json:
    tmdb_id, number = SERIES_OF[answer["id"]], answer["season_number"]
    listed = {
        "id": answer["id"],
        "season_number": number,
        "episode_count": len(answer["episodes"]),
    }
    return series(tmdb_id, f"Series {tmdb_id}", number_of_seasons=1, seasons=[listed])
