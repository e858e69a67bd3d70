"""People, alternative orders and texts in other languages, answered from a folder."""

from pathlib import Path

import httpx2
import pytest

from tests.standin.conftest import put, series

PERSON = {"id": 9, "name": "Ada", "biography": "", "profile_path": "/ada.jpg"}
IDS = {"imdb_id": "nm0000009"}


@pytest.fixture(autouse=True)
def person(folder: Path) -> None:
    """One person, with a section inside and one in a file of its own."""
    put(folder, "person/9", {**PERSON, "external_ids": IDS})
    put(folder, "person/9/combined_credits", {"id": 9, "cast": [], "crew": []})


async def test_a_person_comes_with_what_is_asked_for(
    client: httpx2.AsyncClient,
) -> None:
    """Sections are appended as they are to series; what a person lacks is ignored."""
    asked = "external_ids,images,combined_credits,aggregate_credits"

    plain = await client.get("/3/person/9")
    whole = await client.get("/3/person/9", params={"append_to_response": asked})

    assert plain.json() == PERSON
    assert whole.json() == {
        **PERSON,
        "external_ids": IDS,
        "combined_credits": {"cast": [], "crew": []},
    }


async def test_sections_of_people_have_paths_of_their_own(
    client: httpx2.AsyncClient,
) -> None:
    """A section alone carries the person's id."""
    inside = await client.get("/3/person/9/external_ids")
    own = await client.get("/3/person/9/combined_credits")

    assert inside.json() == {"id": 9, **IDS}
    assert own.json() == {"id": 9, "cast": [], "crew": []}


async def test_an_order_is_a_file(client: httpx2.AsyncClient, folder: Path) -> None:
    """An episode group is answered by its id."""
    put(folder, "episode_group/5acf93e60e0a26346d0000ce", {"name": "Arcs"})

    answer = await client.get("/3/tv/episode_group/5acf93e60e0a26346d0000ce")

    assert answer.json() == {"name": "Arcs"}


@pytest.mark.parametrize(
    "path",
    [
        "/3/person/8",
        "/3/person/nine",
        "/3/person/9/images",
        "/3/person/9/keywords",
        "/3/person/9/..%2F..%2Fsecret",
        "/3/tv/episode_group/5acf93e60e0a26346d0000cf",
        "/3/tv/episode_group/..%2F..%2Fsecret",
    ],
)
async def test_what_is_not_there_is_error_34(
    client: httpx2.AsyncClient, path: str
) -> None:
    """Unknown people, sections and orders get TMDb's own 404."""
    answer = await client.get(path)

    assert (answer.status_code, answer.json()["status_code"]) == (404, 34)


@pytest.mark.parametrize(
    "path", ["/3/person/9", "/3/tv/changes", "/3/tv/episode_group/a1"]
)
async def test_known_answers_are_not_sent_again(
    client: httpx2.AsyncClient, folder: Path, path: str
) -> None:
    """If-None-Match gives 304 here as it does for series."""
    put(folder, "episode_group/a1", {"name": "Arcs"})
    first = await client.get(path)

    again = await client.get(path, headers={"If-None-Match": first.headers["etag"]})

    assert (first.status_code, again.status_code, again.content) == (200, 304, b"")


async def test_texts_in_a_language_are_laid_over_the_answer(
    client: httpx2.AsyncClient, folder: Path
) -> None:
    """Texts lie in files beside the answers; seasons have placeholders without them."""
    texts = {"name": "Insulaner", "keywords": {"results": [{"id": 1, "name": "Insel"}]}}
    put(folder, "tv/7.de-DE", texts)
    season = {"id": 71, "season_number": 1, "name": "Landing", "overview": "They land."}
    episodes = [
        {"id": 1, "episode_number": 1, "name": "One", "overview": "Ah", "runtime": 42},
        {
            "id": 2,
            "episode_number": 2,
            "name": "Two",
            "overview": "Oh",
            "runtime": None,
        },
    ]
    put(folder, "tv/7/season/1", {**season, "episodes": episodes})
    german = {"name": "Landung", "episodes": [{"id": 2, "name": "Zwei"}]}
    put(folder, "tv/7/season/1.de-DE", german)

    async def answer(language: str) -> object:
        asked = {"append_to_response": "season/1,keywords", "language": language}
        return (await client.get("/3/tv/7", params=asked)).json()

    show = series(7, "Islanders", popularity=1.5)
    words = {"results": [{"id": 1, "name": "island"}]}
    english = {**season, "episodes": episodes}
    untold = [
        {**one, "name": f"Episode {one['id']}", "overview": ""} for one in episodes
    ]
    blank = {**season, "name": "Season 1", "overview": "", "episodes": untold}
    for known in ("en-US", "en", "de-DE/../../secret", ""):
        expected = {**show, "season/1": english, "keywords": words}
        assert await answer(known) == expected
    assert await answer("fr-FR") == {**show, "season/1": blank, "keywords": words}
    assert await answer("de-DE") == {
        **show,
        **texts,
        "season/1": {
            **blank,
            "name": "Landung",
            "episodes": [untold[0], {**untold[1], "name": "Zwei"}],
        },
    }
