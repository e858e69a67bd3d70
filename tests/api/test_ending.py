"""How the API ends."""

import httpx2
from fastapi import FastAPI

from tests.api.test_edge import assert_problem


async def test_it_is_not_ready_once_the_end_is_near(
    app: FastAPI, client: httpx2.AsyncClient
) -> None:
    """Whoever asks over a connection that is kept is sent elsewhere; it still lives."""
    said: list[str] = []

    async def farewell() -> None:
        said.append("goodbye")

    ending = app.state.installation.ending
    ending.before(farewell)
    assert (await client.get("/health/ready")).status_code == 200
    await ending.drain()
    assert said == ["goodbye"]
    answer = await client.get("/health/ready")
    assert_problem(answer, 503, "The server ends; another one answers.")
    assert (await client.get("/health/live")).status_code == 200


async def test_it_is_not_ready_where_changes_are_not_heard_any_more(
    app: FastAPI, client: httpx2.AsyncClient
) -> None:
    """A fault of ours that ended the follower is seen by whoever watches."""
    app.state.installation.follower.state = "stopped"
    answer = await client.get("/health/ready")
    assert_problem(answer, 503, "Changes are not heard any more: start the API again.")
