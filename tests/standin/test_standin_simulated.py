"""The simulated catalogue: as large as it says, always the same, shaped as TMDb's."""

import re
from collections.abc import Iterator
from itertools import chain
from typing import Any

import httpx2
import pytest

from standin.app import create_app
from standin.simulated.files import SimulatedFiles
from standin.simulated.sizes import Sizes
from tests.standin.conftest import HEADERS
from tests.standin.serving import serving

SIZES = Sizes(shows=4)


def pictures(answer: Any) -> Iterator[str]:
    """Yield the path of each picture that an answer names, anywhere in it."""
    if isinstance(answer, dict):
        for key, value in answer.items():
            if isinstance(value, str) and re.fullmatch(r"\w+_path", key):
                yield value
            else:
                yield from pictures(value)
    elif isinstance(answer, list):
        for value in answer:
            yield from pictures(value)


def test_a_show_has_what_the_sizes_say() -> None:
    """40 episodes in 3 seasons, 15 people of its own, 100 pictures; twice the same."""
    files, again = SimulatedFiles(SIZES), SimulatedFiles(SIZES)
    (first, *_), people = SIZES.show_ids(), SIZES.person_ids()[:15]
    show = files.read(f"tv/{first}") or {}
    persons = [files.read(f"person/{one}") for one in people]
    credited = show["aggregate_credits"]["cast"] + show["aggregate_credits"]["crew"]

    assert again.read(f"tv/{first}") == show
    assert [again.read(f"person/{one}") for one in people] == persons
    assert [len(show[f"season/{n}"]["episodes"]) for n in (1, 2, 3)] == [13, 13, 14]
    assert sorted(one["id"] for one in credited) == list(people)
    assert len(set(chain(pictures(show), pictures(persons)))) == 100
    assert files.read(f"tv/{first + 4}") is None


def test_credits_count_alike_wherever_they_are_counted() -> None:
    """A person is in as many episodes as the whole series says; hosts are in two."""
    files = SimulatedFiles(SIZES)
    first, second, *_ = SIZES.show_ids()
    show = files.read(f"tv/{first}") or {}
    hosts = show["season/1/credits"]["cast"]
    guests = [
        guest["id"]
        for n in (1, 2, 3)
        for told in show[f"season/{n}"]["episodes"]
        for guest in told["guest_stars"]
    ]
    total = {
        one["id"]: one["total_episode_count"]
        for one in show["aggregate_credits"]["cast"]
    }

    assert total == {
        **{one: guests.count(one) for one in guests},
        **{one["id"]: 40 for one in hosts},
    }
    host = files.read(f"person/{hosts[0]['id']}") or {}
    works = host["combined_credits"]["cast"]
    assert [one["id"] for one in works if one["media_type"] == "tv"] == [first, second]


async def test_it_is_asked_as_any_other() -> None:
    """Details with sections, by IMDb's id, by words, and who changed."""
    with serving(create_app(simulated=SIZES)) as address:
        async with httpx2.AsyncClient(base_url=address, headers=HEADERS) as client:

            async def ask(path: str, **asked: str) -> Any:
                return (await client.get(path, params=asked)).json()

            show = await ask("/3/tv/910000003", append_to_response="season/1,season/0")
            found = await ask("/3/find/tt90000003", external_source="imdb_id")
            unknown = await ask("/3/find/tt90000005", external_source="imdb_id")
            hits = await ask("/3/search/tv", query=show["name"].upper())
            changed = await ask("/3/person/changes")
            nobody = await client.get("/3/person/920000060")

    assert show["season/1"]["season_number"] == 1
    assert "season/0" not in show
    assert found["tv_results"] == [{**hits["results"][0], "media_type": "tv"}]
    assert [one["id"] for one in hits["results"]] == [910000003]
    assert unknown["tv_results"] == []
    assert {one["id"] for one in changed["results"]} <= set(SIZES.person_ids())
    assert nobody.status_code == 404


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("shows", "'shows' is none of shows, seasons, episodes, people, pictures"),
        ("films=3", "'films=3' is none of shows, seasons"),
        ("seasons=50", "a season needs an episode, and a show a season"),
        ("people=2", "a show needs more than 2 people"),
        ("pictures=70", "a show of this size has at least 79 pictures"),
    ],
)
def test_sizes_that_cannot_be(text: str, said: str) -> None:
    """It is said which, and what would do."""
    with pytest.raises(ValueError, match=f"^{said}"):
        Sizes.parse(text)
