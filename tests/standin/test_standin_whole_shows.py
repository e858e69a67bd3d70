"""The whole shows of the demo's catalogue: their answers agree with each other."""

import json
from collections import Counter
from collections.abc import Iterator
from datetime import date
from itertools import pairwise

import pytest

from standin.app import DEMO_CATALOGUE
from standin.files import Json
from tests.standin.demo_catalogue import (
    MADE_UP,
    demo,
    example,
    numbered,
    people,
    same_keys,
    section,
    shows,
)

WHOLE = [show_id for show_id in shows if demo.tv.section(show_id, "season/1")]
PERSON_SECTIONS = ("combined_credits", "external_ids", "images")


def seasons(show_id: int) -> list[Json]:
    """Return all seasons that a show lists, as their own answers."""
    listed = shows[show_id]["seasons"]
    return [section(show_id, f"season/{one['season_number']}") for one in listed]


def hosts(show_id: int, season: Json) -> list[Json]:
    """Return the regular cast of a season."""
    name = f"season/{season['season_number']}/credits"
    regulars: list[Json] = section(show_id, name)["cast"]
    return regulars


def episodes(show_id: int) -> list[Json]:
    """Return all episodes of a show."""
    return [one for season in seasons(show_id) for one in season["episodes"]]


def credited() -> Iterator[Json]:
    """Yield every credit of a show, a season or an episode."""
    for show_id in shows:
        yield from section(show_id, "aggregate_credits")["cast"]
    for show_id in WHOLE:
        for season in seasons(show_id):
            yield from hosts(show_id, season)
        for episode in episodes(show_id):
            yield from episode["guest_stars"]


def work(person_id: int) -> list[Json]:
    """Return what a person did."""
    found = demo.people.section(person_id, "combined_credits")
    assert found is not None
    cast: list[Json] = found["cast"]
    return cast


def test_there_is_as_much_as_promised() -> None:
    """Three whole shows with a cast of 20, 60 people and 100 episode credits."""
    casts = [len(section(one, "aggregate_credits")["cast"]) for one in WHOLE]
    guests = [e["guest_stars"] for one in WHOLE for e in episodes(one)]

    assert len(WHOLE) >= 3
    assert min(casts) >= 20
    assert len(people) >= 60
    assert sum(map(len, guests)) >= 100


@pytest.mark.parametrize("show_id", WHOLE)
def test_a_show_lists_its_seasons_as_they_answer(show_id: int) -> None:
    """Names, days, pictures and counts stand alike in the list and in the answer."""
    show = shows[show_id]
    whole = seasons(show_id)

    for listed, season in zip(show["seasons"], whole, strict=True):
        count = {"episode_count": len(season["episodes"])}
        assert listed == {key: {**season, **count}[key] for key in listed}
        name = f"season/{season['season_number']}"
        assert section(show_id, f"{name}/credits")["id"] == season["id"]
        images = section(show_id, f"{name}/images")
        posters = [one["file_path"] for one in images["posters"]]
        assert (images["id"], posters[0]) == (season["id"], season["poster_path"])
    numbers = [season["season_number"] for season in whole]
    assert numbers == [*range(1, show["number_of_seasons"] + 1)]
    assert len(episodes(show_id)) == show["number_of_episodes"]


@pytest.mark.parametrize("show_id", WHOLE)
def test_episodes_are_numbered_and_belong_to_their_season(show_id: int) -> None:
    """From 1 without a gap, each under an id of its own, one of them the finale."""
    for season in seasons(show_id):
        told = season["episodes"]
        place = {(one["show_id"], one["season_number"]) for one in told}
        assert place == {(show_id, season["season_number"])}
        numbers = [one["episode_number"] for one in told]
        assert numbers == [*range(1, len(told) + 1)]
        assert Counter(one["episode_type"] for one in told)["finale"] == 1
    ids = [one["id"] for one in episodes(show_id)]
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize("show_id", WHOLE)
def test_days_are_days_and_go_forward(show_id: int) -> None:
    """What is known of the days is in order; a season begins with its first."""
    show = shows[show_id]
    told = [one["air_date"] for one in episodes(show_id)]
    days = [date.fromisoformat(day) for day in told if day]

    assert all(earlier <= later for earlier, later in pairwise(days))
    assert show["first_air_date"] == str(days[0])
    assert show["last_air_date"] in {told[-1], None}
    for season in seasons(show_id):
        assert season["air_date"] == season["episodes"][0]["air_date"]


@pytest.mark.parametrize("show_id", WHOLE)
def test_aggregate_credits_count_the_episodes(show_id: int) -> None:
    """Hosts have all episodes of their seasons, guests those that name them."""
    counted: Counter[tuple[int, str]] = Counter()
    for season in seasons(show_id):
        parts = [one for e in season["episodes"] for one in e["guest_stars"]]
        parts += hosts(show_id, season) * len(season["episodes"])
        counted.update((one["id"], one["character"]) for one in parts)
    cast = section(show_id, "aggregate_credits")["cast"]

    assert counted == {
        (one["id"], role["character"]): role["episode_count"]
        for one in cast
        for role in one["roles"]
    }
    for place, one in enumerate(cast):
        total = sum(role["episode_count"] for role in one["roles"])
        assert (one["order"], one["total_episode_count"]) == (place, total)


def test_every_credit_names_a_person_as_the_person_answers() -> None:
    """Whoever is credited has an answer, with the same name and picture."""
    keys = ("id", "name", "gender", "adult", "profile_path", "known_for_department")
    found = {one["id"]: {key: one[key] for key in keys} for one in credited()}

    assert found == {
        number: {key: person[key] for key in keys} for number, person in people.items()
    }


def test_people_have_the_credits_that_shows_give_them() -> None:
    """Combined credits are the aggregate ones, seen from the other side."""
    given = {
        (one["id"], show_id, role["credit_id"]): (
            role["character"],
            role["episode_count"],
            show["name"],
            show["first_air_date"],
        )
        for show_id, show in shows.items()
        for one in section(show_id, "aggregate_credits")["cast"]
        for role in one["roles"]
    }
    taken = {
        (number, one["id"], one["credit_id"]): (
            one["character"],
            one["episode_count"],
            one["name"],
            one["first_air_date"],
        )
        for number in people
        for one in work(number)
    }

    assert taken == given
    assert len({credit_id for _, _, credit_id in given}) == len(given)


@pytest.mark.parametrize("show_id", WHOLE)
def test_a_credit_keeps_its_id(show_id: int) -> None:
    """The credit of an episode or a season has the id of the aggregate one."""
    roles = {
        (one["id"], role["character"]): role["credit_id"]
        for one in section(show_id, "aggregate_credits")["cast"]
        for role in one["roles"]
    }
    parts = [one for e in episodes(show_id) for one in e["guest_stars"]]
    parts += [one for season in seasons(show_id) for one in hosts(show_id, season)]

    for one in parts:
        assert one["credit_id"] == roles[one["id"], one["character"]]


def test_what_nobody_can_prove_has_a_made_up_id() -> None:
    """Seasons, episodes and people begin at 900000000; shows and networks are known."""
    networks = {one["id"] for show in shows.values() for one in show["networks"]}
    answers: list[object] = [season for one in WHOLE for season in seasons(one)]
    answers += [*people.values(), *(work(number) for number in people)]

    for key, number in numbered(answers):
        known = networks if key == "networks" else shows.keys()
        assert number >= MADE_UP or number in known, (key, number)
    for number in people:
        ids = demo.people.section(number, "external_ids") or {}
        assert {*ids.values()} == {None}


def test_an_order_holds_every_episode_once() -> None:
    """The orders that shows list are there, with the episodes as seasons tell them."""
    orders = 0
    for show_id in shows:
        for head in section(show_id, "episode_groups")["results"]:
            whole = demo.named("episode_group", head["id"]) or {}
            assert head == {key: value for key, value in whole.items() if key in head}
            places = [(one["order"], one["name"]) for one in whole["groups"]]
            assert [place for place, _ in places] == [*range(head["group_count"])]
            told = [one for group in whole["groups"] for one in group["episodes"]]
            plain = {one["id"]: one for one in episodes(show_id)}
            assert [{**plain[one["id"]], **one} for one in told] == [
                {**plain[one["id"]], "order": one["order"]} for one in told
            ]
            assert len(told) == len(plain) == head["episode_count"]
            orders += 1
    assert orders >= 1


def test_texts_in_a_language_belong_to_something() -> None:
    """Each file of texts changes texts alone, of its season and its episodes."""
    paths = sorted(DEMO_CATALOGUE.rglob("*.de-DE.json"))
    for path in paths:
        texts = json.loads(path.read_bytes())
        plain = json.loads(
            (path.parent / f"{path.name.split('.')[0]}.json").read_bytes()
        )
        assert texts.keys() <= {"name", "overview", "episodes", "seasons"}
        for group in texts.keys() & {"episodes", "seasons"}:
            ids = [one["id"] for one in texts[group]]
            assert ids == [one["id"] for one in plain[group]]
            assert {key for one in texts[group] for key in one} <= {
                *("id", "name", "overview")
            }
    assert paths != []


@pytest.mark.real
def test_answers_have_the_keys_of_tmdbs_own_examples() -> None:
    """No key is missing from or added to what TMDb's document shows."""
    season_path = "/3/tv/{series_id}/season/{season_number}"
    shown = example(season_path)
    for show_id in WHOLE:
        for season in seasons(show_id):
            assert season.keys() == shown.keys()
            same_keys(season, shown, "season")
            same_keys(season["episodes"][0], shown["episodes"][0], "episode")
            for part in ("credits", "images"):
                name = f"season/{season['season_number']}/{part}"
                found, expected = (
                    section(show_id, name),
                    example(f"{season_path}/{part}"),
                )
                assert found.keys() == expected.keys()
                same_keys(found, expected, part)
    for number, person in people.items():
        assert person.keys() == example("/3/person/{person_id}").keys()
        for name in PERSON_SECTIONS:
            found = demo.people.section(number, name) or {}
            expected = example(f"/3/person/{{person_id}}/{name}")
            assert found.keys() | {"id"} == expected.keys()
    series = example("/3/person/{person_id}/combined_credits")["cast"]
    expected = next(one for one in series if one["media_type"] == "tv")
    assert {frozenset(one) for n in people for one in work(n)} == {frozenset(expected)}
    for path in (DEMO_CATALOGUE / "episode_group").glob("*.json"):
        order = json.loads(path.read_bytes())
        shown = example("/3/tv/episode_group/{tv_episode_group_id}")
        assert order.keys() == shown.keys()
        same_keys(order, shown, "order")
