"""A show of any size with consistent credits, for tests and benchmarks that count.

Two hosts are regulars of every season. Everybody else competes in one season, as a
guest star: all in its first episode, one fewer in each that follows, one to the end.
"""

from collections import Counter
from collections.abc import Sequence
from datetime import date, timedelta

from tests.answers import Json, credit, episode
from tests.upstream import Upstream

_HOST, _CONTESTANT = "Self - Host", "Self - Contestant"
_HOSTS = 2
_START = date(2004, 5, 15)


def whole_show(
    upstream: Upstream,
    tmdb_id: int,
    *,
    seasons: int = 5,
    episodes: int = 90,
    people: int = 40,
) -> list[int]:
    """Put a show with its seasons, episodes and people; return the people's ids.

    It has no specials, no other order and no pictures. All ids begin with the show's.
    """
    ids = [int(f"{tmdb_id}{n:04}") for n in range(1, people + 1)]
    hosts, contestants = ids[:_HOSTS], ids[_HOSTS:]
    counts: Counter[int] = Counter()
    for number in range(1, seasons + 1):
        first = episodes * (number - 1) // seasons
        weeks = range(first, episodes * number // seasons)
        told = _episodes(tmdb_id, number, weeks, contestants[number - 1 :: seasons])
        cast = [_part(host, _HOST) for host in hosts]
        upstream.put_season(tmdb_id, number, episodes=told, cast=cast)
        upstream.put_file(f"tv/{tmdb_id}/season/{number}/images.json", {"posters": []})
        counts.update({host: len(weeks) for host in hosts})
        counts.update(guest["id"] for one in told for guest in one["guest_stars"])
    roles = {**dict.fromkeys(ids, _CONTESTANT), **dict.fromkeys(hosts, _HOST)}
    parts = [_part(one, roles[one], episode_count=counts[one]) for one in ids]
    cast = [_aggregate(part, order) for order, part in enumerate(parts)]
    name = f"Show {tmdb_id}"
    totals = {"number_of_seasons": seasons, "number_of_episodes": episodes}
    upstream.put(tmdb_id, name, aggregate_credits={"cast": cast, "crew": []}, **totals)
    for part in parts:
        work = {**part, "id": tmdb_id, "name": name, "media_type": "tv"}
        credited = {"cast": [work], "crew": []}
        upstream.put_person(part["id"], part["name"], combined_credits=credited)
    return ids


def _episodes(
    tmdb_id: int, season: int, weeks: Sequence[int], contestants: Sequence[int]
) -> list[Json]:
    """Return a season's episodes, one a week."""
    return [
        episode(
            int(f"{tmdb_id}{season:02}{place + 1:03}"),
            place + 1,
            air_date=str(_START + timedelta(weeks=week)),
            guest_stars=[
                _part(one, _CONTESTANT)
                for one in contestants[: max(len(contestants) - place, 1)]
            ],
        )
        for place, week in enumerate(weeks)
    ]


def _part(person_id: int, role: str, **more: object) -> Json:
    return credit(person_id, f"Person {person_id}", role, **more)


def _aggregate(part: Json, order: int) -> Json:
    """Return a part as a series counts it over its episodes."""
    role = {key: part[key] for key in ("credit_id", "character", "episode_count")}
    person = {key: value for key, value in part.items() if key not in role}
    total = {"total_episode_count": part["episode_count"], "order": order}
    return {**person, "roles": [role], **total}
