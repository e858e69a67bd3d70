"""What holds for every route: problems, headers, HEAD, odd addresses."""

import httpx2
import psycopg
import pytest
from fastapi import FastAPI
from pydantic import SecretStr

from api.app import create_app
from api.schemas.common import Problem
from trr_backend.config import Settings

SECURITY = {
    "content-security-policy": "default-src 'none'; frame-ancestors 'none'",
    "cross-origin-resource-policy": "cross-origin",
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
}


def assert_problem(answer: httpx2.Response, status: int, detail: str) -> Problem:
    """Check a problem document as a whole and return it."""
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.headers["cache-control"] == "no-store"
    assert {name: answer.headers[name] for name in SECURITY} == SECURITY
    problem = Problem.model_validate_json(answer.content)
    assert problem.status == status
    assert problem.detail == detail
    assert problem.request_id == answer.headers["x-request-id"]
    return problem


NO_SHOW_ID = "show_id: give a uuid, a slug, tmdb:8514 or imdb:tt0239195 in lower case"


@pytest.mark.parametrize(
    ("address", "status", "detail"),
    [
        ("/nothing", 404, "There is nothing of that name."),
        ("/api/v1/shows/", 404, "There is nothing of that name."),
        ("/api/v1/shows/tmdb:1", 404, "There is no show tmdb:1."),
        (
            "/api/v1/shows?limit=0",
            422,
            "limit: give at least 1",
        ),
        (
            "/api/v1/shows?limit=101",
            422,
            "limit: give at most 100",
        ),
        ("/api/v1/shows?q=a%20", 422, "q: give at least 2 letters or digits"),
        ("/api/v1/shows?q=!!!!", 422, "q: give at least 2 letters or digits"),
        (
            "/api/v1/genres?limt=5",
            422,
            "limt: there is no such parameter; there are: fields, cursor, limit",
        ),
        (
            "/api/v1/shows?cursor=%2B",
            400,
            "The cursor is broken; begin without one.",
        ),
        ("/api/v1/shows?limit=ten", 422, "limit: give a whole number, such as 20"),
        ("/api/v1/shows?status=", 422, "status: give it a value, or leave it out"),
        (f"/api/v1/shows?status={'x' * 201}", 422, "status: give at most 200 letters"),
        (
            "/api/v1/shows/x/seasons?missing=x",
            422,
            "missing: give true or false",
        ),
        (
            "/api/v1/shows?cursor=abc",
            400,
            "The cursor is broken; begin without one.",
        ),
        (
            f"/api/v1/shows?cursor={'c' * 9000}",
            400,
            "The cursor is broken; begin without one.",
        ),
        ("/api/v1/shows?vote_from=nan", 422, "vote_from: give a number, such as 7.5"),
        ("/api/v1/shows?limit=2&limit=3", 422, "limit: give it once"),
        (
            "/api/v1/changes?topics=catalog&topics=show:the-island",
            422,
            "topics: give it once, with commas between several",
        ),
        ("/api/v1/shows?region=USA", 422, "region: give two letters, such as US"),
        *(
            (
                f"/api/v1/shows/{show_id}",
                422,
                NO_SHOW_ID,
            )
            for show_id in ("IMDB:tt0239195", "tmdb:abc", "Big-Brother")
        ),
        ("/api/v1/shows?q=%00abc", 400, "A NUL byte has no place in an address."),
        ("/api/v1/shows/%00", 400, "A NUL byte has no place in an address."),
        (
            "/api/v1/shows?sort=rating",
            422,
            "sort: give one of: name, premiere, popularity, updated, next_air",
        ),
    ],
)
async def test_problems(
    client: httpx2.AsyncClient, address: str, status: int, detail: str
) -> None:
    """A request that cannot be answered is told why, in one form."""
    assert_problem(await client.get(address), status, detail)


@pytest.mark.parametrize(
    "show_id",
    ["tmdb:x", "imdb:8514", "tvdb:1", "tmdb:" + "9" * 40, "a" * 5000, "Ä", "a--b", "%"],
)
async def test_malformed_ids(client: httpx2.AsyncClient, show_id: str) -> None:
    """An id of no known form is refused, however long or odd."""
    answer = await client.get(f"/api/v1/shows/{show_id}")
    assert answer.status_code == 422
    assert [one.parameter for one in Problem.model_validate_json(answer.content).errors]


@pytest.mark.parametrize(
    "params",
    [
        {"q": "x" * 201},
        {"genre": ""},
        {"network": "n" * 201},
        {"region": "USA"},
        {"region": "1"},
        {"limit": "many"},
        {"limit": "9" * 400},
    ],
)
async def test_wrong_values(client: httpx2.AsyncClient, params: dict[str, str]) -> None:
    """A value of the wrong kind or length is named."""
    answer = await client.get("/api/v1/shows", params=params)
    assert answer.status_code == 422
    (error,) = Problem.model_validate_json(answer.content).errors
    assert [error.parameter] == list(params)


async def test_odd_text_finds_nothing(client: httpx2.AsyncClient) -> None:
    """Signs that mean something to SQL or to patterns are plain text."""
    for text in ("'; drop table core.shows; --", "%%%___", "\\\\\\abc", "\ud7ff🦆abc"):
        for name in ("genre", "network", "provider", "status"):
            answer = await client.get("/api/v1/shows", params={name: text})
            assert (answer.status_code, answer.json()["items"]) == (200, [])


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH", "OPTIONS"])
async def test_other_methods(client: httpx2.AsyncClient, method: str) -> None:
    """Nothing is written through this API: other methods are told what is allowed."""
    answer = await client.request(method, "/api/v1/shows")
    assert_problem(answer, 405, "Only GET and HEAD are answered.")
    assert answer.headers["allow"] == "GET, HEAD"


async def test_head(catalogue: object, client: httpx2.AsyncClient) -> None:
    """HEAD gives the headers of GET and no body."""
    assert catalogue
    got = await client.get("/api/v1/shows/tmdb:10160")
    head = await client.head("/api/v1/shows/tmdb:10160")
    volatile = {"x-request-id"}
    assert head.content == b""
    assert {k: v for k, v in head.headers.items() if k not in volatile} == {
        k: v for k, v in got.headers.items() if k not in volatile
    }


async def test_request_id(client: httpx2.AsyncClient) -> None:
    """A harmless request id is kept, another one is replaced."""
    kept = await client.get("/health/live", headers={"X-Request-Id": "abc-1.2_3"})
    assert kept.headers["x-request-id"] == "abc-1.2_3"
    replaced = await client.get("/health/live", headers={"X-Request-Id": "a b\tc"})
    assert len(replaced.headers["x-request-id"]) == 32


async def test_unforeseen_error(
    app: FastAPI, client: httpx2.AsyncClient, caplog: pytest.LogCaptureFixture
) -> None:
    """An error nobody foresaw is a 500 that tells nothing of our inside.

    The log has it, under the id that the answer gives.
    """

    @app.get("/broken")
    async def broken() -> None:
        raise ZeroDivisionError("secret")

    told = assert_problem(
        await client.get("/broken"),
        500,
        "This should not have happened; the log says more.",
    )
    (record,) = caplog.get_records("call")
    assert record.getMessage() == f"request {told.request_id} failed"
    assert record.exc_info is not None


async def test_database_away(
    database_url: str, server_url: str, client: httpx2.AsyncClient
) -> None:
    """Without its database the API says 503, and lives."""
    name = database_url.partition("?")[0].rpartition("/")[2]
    with psycopg.connect(server_url, autocommit=True) as connection:
        connection.execute(f"alter database {name} allow_connections false")
        connection.execute(
            "select pg_terminate_backend(pid) from pg_stat_activity where datname = %s",
            [name],
        )
        for address in ("/health/ready", "/api/v1/shows"):
            answer = await client.get(address)
            assert_problem(answer, 503, "The database is away; try again soon.")
            assert answer.headers["retry-after"] == "5"
        assert (await client.get("/health/live")).json() == {"status": "ok"}
        connection.execute(f"alter database {name} allow_connections true")


async def test_pending_migrations(empty_database_url: str, settings: Settings) -> None:
    """A database without our tables is not ready, and the answer says what to do."""
    changed = settings.model_copy(
        update={"database_url": SecretStr(empty_database_url)}
    )
    app = create_app(changed)
    async with (
        app.router.lifespan_context(app),
        httpx2.AsyncClient(
            transport=httpx2.ASGITransport(app), base_url="http://trr.test"
        ) as client,
    ):
        answer = await client.get("/health/ready")
    assert answer.status_code == 503
    assert "run `trr db migrate`" in answer.json()["detail"]


async def test_ready(client: httpx2.AsyncClient) -> None:
    """With its database up to date the API is ready."""
    answer = await client.get("/health/ready")
    assert (answer.status_code, answer.json()) == (200, {"status": "ok"})
    assert answer.headers["cache-control"] == "no-store"


async def test_ready_on_a_database_that_is_ahead(
    database_url: str, client: httpx2.AsyncClient
) -> None:
    """A newer version has migrated: the one that still runs goes on answering.

    Where one that it needs is missing, it is not ready, whatever else is there.
    """
    with psycopg.connect(database_url, autocommit=True) as connection:
        connection.execute(
            "insert into supabase_migrations.schema_migrations (version, name)"
            " values ('20991231000000', 'next')"
        )
        answer = await client.get("/health/ready")
        assert (answer.status_code, answer.json()) == (200, {"status": "ok"})
        connection.execute(
            "delete from supabase_migrations.schema_migrations where version ="
            " (select min(version) from supabase_migrations.schema_migrations)"
        )
    answer = await client.get("/health/ready")
    said = "The database lacks 1 pending migration: run `trr db migrate`."
    assert_problem(answer, 503, said)
