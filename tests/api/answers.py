"""Answers of the API, checked strictly against their schemas."""

from typing import Any, TypeVar

import httpx2

from api.schemas.common import Answer, Listing

Shape = TypeVar("Shape", bound=Answer)

TMDB = {
    "source": "tmdb",
    "text": "This product uses the TMDB API but is not endorsed or certified by TMDB.",
    "url": "https://www.themoviedb.org/",
}


def plain(answer: Answer) -> dict[str, Any]:
    """Return an answer as JSON gives it."""
    return answer.model_dump(mode="json")


async def get(client: httpx2.AsyncClient, address: str, shape: type[Shape]) -> Shape:
    """Return the checked answer of an address."""
    answer = await client.get(address)
    assert answer.status_code == 200, answer.text
    assert answer.headers["etag"]
    return shape.model_validate_json(answer.content)


async def items(
    client: httpx2.AsyncClient, address: str, shape: type[Shape]
) -> list[Shape]:
    """Return the checked items of a list that fits on one page."""
    found = await get(client, address, Listing[shape])  # type: ignore[valid-type]  # a model made for the test
    assert found.next_cursor is None
    assert [one.source for one in found.attribution] == ["tmdb"]
    return found.items


async def walk(
    client: httpx2.AsyncClient, address: str, shape: type[Shape]
) -> list[Shape]:
    """Return the items of all pages of an address that has a query already."""
    found = await get(client, address, Listing[shape])  # type: ignore[valid-type]  # a model made for the test
    whole = list(found.items)
    while found.next_cursor is not None:
        found = await get(
            client,
            f"{address}&cursor={found.next_cursor}",
            Listing[shape],  # type: ignore[valid-type]  # as above
        )
        whole += found.items
    return whole


async def refusal(client: httpx2.AsyncClient, address: str) -> tuple[int, str]:
    """Return the status and the words of a problem; a 422 names each parameter."""
    answer = await client.get(address)
    assert answer.headers["content-type"] == "application/problem+json"
    detail, errors = answer.json()["detail"], answer.json()["errors"]
    if answer.status_code == 422:
        named = "; ".join(f"{one['parameter']}: {one['message']}" for one in errors)
        assert named == detail
    return answer.status_code, str(detail)
