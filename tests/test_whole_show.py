"""The generated show: its size, and that its answers agree with each other."""

from collections import Counter
from pathlib import Path

from standin.catalogue import Catalogue
from standin.files import Files
from tests.upstream import Upstream
from tests.whole_show import whole_show


def test_a_whole_show_is_consistent(tmp_path: Path) -> None:
    """5 seasons, 90 episodes and 40 people, counted alike wherever they are counted."""
    ids = whole_show(Upstream("", tmp_path), 7)
    files = Catalogue(Files(tmp_path))
    seasons = [files.tv.section(7, f"season/{n}") or {} for n in range(1, 6)]
    regulars = [files.tv.section(7, f"season/{n}/credits") or {} for n in range(1, 6)]
    details = files.tv.details(7) or {}
    aggregate = (files.tv.section(7, "aggregate_credits") or {})["cast"]
    counted: Counter[int] = Counter()
    for season, regular in zip(seasons, regulars, strict=True):
        for episode in season["episodes"]:
            counted.update(one["id"] for one in regular["cast"])
            counted.update(one["id"] for one in episode["guest_stars"])

    episodes = [one["id"] for season in seasons for one in season["episodes"]]
    assert (len(episodes), len(set(episodes)), len(set(ids))) == (90, 90, 40)
    assert [(one["id"], one["episode_count"]) for one in details["seasons"]] == [
        (season["id"], len(season["episodes"])) for season in seasons
    ]
    assert {one["id"]: one["total_episode_count"] for one in aggregate} == counted
    assert {person["id"] for person in files.people.all()} == set(ids) == {*counted}
    for one in ids:
        works = (files.people.section(one, "combined_credits") or {})["cast"]
        found = [(work["id"], work["episode_count"]) for work in works]
        assert found == [(7, counted[one])]
