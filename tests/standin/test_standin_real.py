"""Recorded answers in a catalogue folder come back as they were recorded."""

from pathlib import Path
from typing import Any

import httpx2
import msgspec
import pytest

from standin.shelf import is_section
from tests.real_data import tmdb_answers
from tests.standin.conftest import put

pytestmark = pytest.mark.real


async def test_every_recorded_series_is_served_as_recorded(
    client: httpx2.AsyncClient, folder: Path
) -> None:
    """With its sections appended, an answer equals the recording."""
    answers = tmdb_answers("tv")
    different = []
    for recorded in answers:
        body: dict[str, Any] = msgspec.json.decode(recorded.body)
        put(folder, f"tv/{body['id']}", body)
        names = [name for name in body if is_section(name)]
        path = f"/3/tv/{body['id']}"

        answer = await client.get(path, params={"append_to_response": ",".join(names)})

        if answer.json() != body:
            different.append(recorded.file)
    assert different == []
    assert len(answers) > 20


async def test_every_recorded_find_is_served_as_recorded(
    client: httpx2.AsyncClient, folder: Path
) -> None:
    """A recorded /find needs no series."""
    answers = tmdb_answers("find")
    for number, recorded in enumerate(answers):
        put(folder, f"find/tt{number}", msgspec.json.decode(recorded.body))

        answer = await client.get(f"/3/find/tt{number}?external_source=imdb_id")

        assert answer.json() == msgspec.json.decode(recorded.body), recorded.file
    assert answers != ()
