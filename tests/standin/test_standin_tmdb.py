"""TMDb's paths, answered from a folder."""

from pathlib import Path

import httpx2
import pytest

from standin.app import create_app
from tests.standin.conftest import put, series
from tests.standin.serving import serving

NOT_FOUND = {
    "success": False,
    "status_code": 34,
    "status_message": "The resource you requested could not be found.",
}
DETAILS = series(7, "Islanders", popularity=1.5)
GROUPS = ("movie", "person", "tv_episode", "tv_season")
KEYWORDS = {"results": [{"id": 1, "name": "island"}]}


async def test_details_come_without_sections_nobody_asked_for(
    client: httpx2.AsyncClient,
) -> None:
    """A section recorded in the series' file shows up only when it is appended."""
    answer = await client.get("/3/tv/7", params={"language": "en-US"})

    assert (answer.status_code, answer.json()) == (200, DETAILS)
    assert answer.headers["content-type"] == "application/json;charset=utf-8"


async def test_appends_are_keys_of_the_answer(client: httpx2.AsyncClient) -> None:
    """Known sections with a file are added, slashes and all; others are ignored."""
    asked = "keywords,watch/providers,season/1,season/1/credits,images,nonsense"

    answer = await client.get("/3/tv/7", params={"append_to_response": asked})

    assert answer.json() == {
        **DETAILS,
        "keywords": KEYWORDS,
        "watch/providers": {"results": {"US": {}}},
        "season/1": {"_id": "a", "id": 71, "season_number": 1},
        "season/1/credits": {"id": 71, "cast": []},
    }


async def test_the_same_appends_again_give_the_same_answer(
    client: httpx2.AsyncClient,
) -> None:
    """Answering changes nothing in what was read."""
    asked = {"append_to_response": "watch/providers,keywords"}
    first = await client.get("/3/tv/7", params=asked)

    alone = await client.get("/3/tv/7/watch/providers")
    second = await client.get("/3/tv/7", params=asked)

    assert alone.json() == {"id": 7, "results": {"US": {}}}
    assert first.content == second.content


@pytest.mark.parametrize(("number", "status"), [(20, 200), (21, 400)])
async def test_at_most_twenty_appends(
    client: httpx2.AsyncClient, number: int, status: int
) -> None:
    """The twenty-first append is refused with TMDb's error 27."""
    asked = ",".join(f"season/{season}" for season in range(number))

    answer = await client.get("/3/tv/7", params={"append_to_response": asked})

    assert answer.status_code == status
    assert answer.json().get("status_code") == (27 if status == 400 else None)


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("keywords", {"id": 7, **KEYWORDS}),
        ("watch/providers", {"id": 7, "results": {"US": {}}}),
        ("season/1", {"_id": "a", "id": 71, "season_number": 1}),
        ("season/1/credits", {"id": 71, "cast": []}),
    ],
)
async def test_sections_have_paths_of_their_own(
    client: httpx2.AsyncClient, path: str, body: object
) -> None:
    """A section alone carries an id, the series' where it has none."""
    answer = await client.get(f"/3/tv/7/{path}")

    assert answer.json() == body


@pytest.mark.parametrize(
    "path",
    [
        "/3/tv/8",
        "/3/tv/seven",
        "/3/tv/7/images",
        "/3/tv/7/nonsense",
        "/3/tv/7/..%2F..%2Fsecret",
        "/3/list/1",
        "/4/list/1",
        "/3/list/..%2Fconfiguration",
        "/nothing",
    ],
)
async def test_what_is_not_there_is_error_34(
    client: httpx2.AsyncClient, path: str
) -> None:
    """Unknown ids, sections and paths get TMDb's own 404."""
    answer = await client.get(path)

    assert (answer.status_code, answer.json()) == (404, NOT_FOUND)


@pytest.mark.parametrize("value", [None, "Bearer", "Basic a-token"])
async def test_a_bearer_token_is_required(address: str, value: str | None) -> None:
    """Without a bearer token the answer is error 7."""
    headers = {} if value is None else {"Authorization": value}
    async with httpx2.AsyncClient(base_url=address, headers=headers) as client:
        answer = await client.get("/3/tv/7")

    assert (answer.status_code, answer.json()["status_code"]) == (401, 7)


async def test_only_the_named_token_is_accepted(folder: Path) -> None:
    """With a token set, another one is refused."""
    with serving(create_app(folder, token="right")) as url:
        async with httpx2.AsyncClient(base_url=url) as client:
            statuses = [
                (
                    await client.get(
                        "/3/tv/7", headers={"Authorization": f"Bearer {token}"}
                    )
                ).status_code
                for token in ("right", "wrong")
            ]

    assert statuses == [200, 401]


async def test_etags_are_weak_and_known_ones_are_not_sent_again(
    client: httpx2.AsyncClient, folder: Path
) -> None:
    """If-None-Match gives 304 until the file changes."""
    first = await client.get("/3/tv/7")
    headers = {"If-None-Match": first.headers["etag"]}
    again = await client.get("/3/tv/7", headers=headers)
    put(folder, "tv/7", series(7, "Islanders, renamed"))
    changed = await client.get("/3/tv/7", headers=headers)

    assert first.headers["etag"].startswith('W/"')
    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["etag"] == first.headers["etag"]
    assert changed.json()["name"] == "Islanders, renamed"


async def test_find_is_derived_from_external_ids(
    client: httpx2.AsyncClient, folder: Path
) -> None:
    """A series is found by each source's id, in the short form with its media type."""
    ids = {"imdb_id": "tt0000008", "tvdb_id": 88}
    more = {"genres": [{"id": 10764, "name": "Reality"}], "external_ids": ids}
    put(folder, "tv/8", series(8, "Sailors", networks=[], **more))
    found = {
        "id": 8,
        "name": "Sailors",
        "first_air_date": "2004-05-15",
        "genre_ids": [10764],
        "media_type": "tv",
    }

    by_imdb = await client.get("/3/find/tt0000008?external_source=imdb_id")
    by_tvdb = await client.get("/3/find/88?external_source=tvdb_id")
    unknown = await client.get("/3/find/tt0000009?external_source=imdb_id")
    refused = await client.get("/3/find/tt0000008?external_source=guess")

    groups: dict[str, list[object]] = {f"{group}_results": [] for group in GROUPS}
    assert by_imdb.json() == {**groups, "tv_results": [found]}
    assert by_tvdb.json() == by_imdb.json()
    assert unknown.json() == {**groups, "tv_results": []}
    assert (refused.status_code, refused.json()["status_code"]) == (422, 5)


async def test_a_recorded_find_is_answered_as_it_is(
    client: httpx2.AsyncClient, folder: Path
) -> None:
    """A file of /find outranks what could be derived."""
    body = {"movie_results": [{"id": 1, "title": "A film"}], "tv_results": []}
    put(folder, "find/tt0000001", body)

    answer = await client.get("/3/find/tt0000001?external_source=imdb_id")

    assert answer.json() == body


@pytest.mark.parametrize(
    ("query", "ids"),
    [
        ("query=operacion", [12]),
        ("query=TRIUNFO&first_air_date_year=2001", [12]),
        ("query=triunfo&first_air_date_year=2002", []),
        ("query=triunfo&year=2002", [12]),
        ("query=talent academy", [12]),
        ("query=아는", [13]),
        ("query=er", [13, 7, 12]),
        ("query=", []),
    ],
)
async def test_search_folds_and_filters(
    client: httpx2.AsyncClient, folder: Path, query: str, ids: list[int]
) -> None:
    """Case and accents do not count, other titles do, the popular come first."""
    other = {"results": [{"title": "Talent Academy", "iso_3166_1": "US", "type": ""}]}
    seasons = [{"air_date": "2002-10-07"}, {"air_date": None}]
    show = series(12, "Operación Triunfo", seasons=seasons, alternative_titles=other)
    put(folder, "tv/12", {**show, "first_air_date": "2001-10-22"})
    put(
        folder,
        "tv/13",
        series(13, "Brothers", original_name="아는 형님", popularity=9),
    )

    answer = await client.get(f"/3/search/tv?{query}")

    assert [result["id"] for result in answer.json()["results"]] == ids


async def test_search_is_paged_by_twenty(
    client: httpx2.AsyncClient, folder: Path
) -> None:
    """Pages count from 1, the last is short, the one after it is empty."""
    for number in range(100, 145):
        put(folder, f"tv/{number}", series(number, f"Castle {number}"))

    pages = [
        (await client.get(f"/3/search/tv?query=castle&page={page}")).json()
        for page in (1, 2, 3, 4)
    ]

    assert [[result["id"] for result in page.pop("results")] for page in pages] == [
        [*range(100, 120)],
        [*range(120, 140)],
        [*range(140, 145)],
        [],
    ]
    assert pages[3] == {"page": 4, "total_pages": 3, "total_results": 45}


@pytest.mark.parametrize("page", ["0", "501", "-1", "one"])
async def test_page_numbers_have_limits(client: httpx2.AsyncClient, page: str) -> None:
    """Pages start at 1 and end at 500."""
    answer = await client.get(f"/3/search/tv?query=a&page={page}")

    assert (answer.status_code, answer.json()["status_code"]) == (400, 22)


async def test_lists_in_both_shapes(client: httpx2.AsyncClient, folder: Path) -> None:
    """v3 pages hold items, v4 pages results; bare references are filled in."""
    film = {"media_type": "movie", "id": 550, "title": "A film"}
    bare = {"media_type": "tv", "id": 7}
    put(folder, "lists/5", {"name": "Mine", "items": [bare, film, *[film] * 20]})
    full = {**DETAILS, "genre_ids": [], "media_type": "tv"}

    third = (await client.get("/3/list/5")).json()
    fourth = (await client.get("/4/list/5?page=2")).json()

    assert third["items"] == [full, *[film] * 19]
    third.pop("items")
    assert third == {
        "created_by": "",
        "description": "",
        "favorite_count": 0,
        "id": "5",
        "item_count": 22,
        "iso_639_1": "en",
        "name": "Mine",
        "page": 1,
        "poster_path": None,
        "total_pages": 2,
        "total_results": 22,
    }
    keys = ("id", "name", "page", "results", "total_pages", "total_results")
    assert {key: fourth[key] for key in keys} == {
        "id": 5,
        "name": "Mine",
        "page": 2,
        "results": [film, film],
        "total_pages": 2,
        "total_results": 22,
    }


async def test_configuration_names_the_stand_ins_own_pictures(
    client: httpx2.AsyncClient, address: str, folder: Path
) -> None:
    """Unless one was recorded, the configuration leads back here."""
    derived = (await client.get("/3/configuration")).json()
    put(folder, "configuration", {"images": {"base_url": "recorded"}})
    recorded = (await client.get("/3/configuration")).json()

    assert derived["images"]["secure_base_url"] == f"{address}/t/p/"
    assert "original" in derived["images"]["logo_sizes"]
    assert recorded == {"images": {"base_url": "recorded"}}
