"""Each call against Prism, which serves TMDb's own OpenAPI document.

Prism checks each request against the document (it says so in its log) and answers with
the document's example. `--errors` is off: the examples break their own schemas on
nullability. API v4 and the picture host are not in the document.
"""

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from tests.node_tools import node_bin, node_environment
from tests.real_data import real_data
from tests.trr_backend.integrations.upstream import SECRET, FakeLimiter
from trr_backend.config import Settings
from trr_backend.integrations.tmdb.client import APPENDED, open_tmdb
from trr_backend.integrations.tmdb.wire import (
    decode_configuration,
    decode_find,
    decode_list_page_v3,
    decode_search,
    decode_tv,
)

DOCUMENT = real_data() / "tmdb_openapi" / "tmdb-api.v3.2026-06.prism-ready.json"

pytestmark = [
    pytest.mark.real,
    pytest.mark.timeout(300),  # the first run installs Prism
]


@asynccontextmanager
async def _prism(log: list[bytes]) -> AsyncIterator[str]:
    """Serve the document on a free port; yield the base URL, fill the log."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = str(probe.getsockname()[1])
    program = await asyncio.to_thread(node_bin)
    process = await asyncio.create_subprocess_exec(
        *(str(program / "prism"), "mock", "--port", port, str(DOCUMENT)),
        env=node_environment(),
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    assert process.stdout is not None
    ready = asyncio.Event()
    reading = asyncio.create_task(_read(process.stdout, log, ready))
    try:
        async with asyncio.timeout(60):
            await ready.wait()
        assert process.returncode is None, log
        yield f"http://127.0.0.1:{port}"
    finally:
        if process.returncode is None:
            process.terminate()
        await process.wait()
        await reading


async def _read(
    output: asyncio.StreamReader, log: list[bytes], ready: asyncio.Event
) -> None:
    async for line in output:
        log.append(line)
        if b"listening" in line:
            ready.set()
    ready.set()  # it ended, and its log says why


def _settings(url: str) -> Settings:
    return Settings.model_validate(
        {"tmdb_bearer_token": SECRET, "tmdb_api_base_url": url, "wait_scale": 0.01}
    )


async def test_every_call_is_one_that_tmdb_s_own_document_knows() -> None:
    """Prism passes each request, and its example is an answer we understand."""
    log: list[bytes] = []
    async with (
        _prism(log) as url,
        open_tmdb(_settings(url), FakeLimiter()) as client,
    ):
        tv = await client.tv(1399)
        found = await client.find("tt0944947")
        search = await client.search_tv("Game of Thrones", 2011)
        page = await client.list_v3("1", 1)
        configuration = await client.configuration()
        parts = [await client._api.get(f"/3/tv/1399/{part}") for part in APPENDED]
        assert client.requests == 5 + len(APPENDED)
    passed = [line for line in log if b"The request passed the validation" in line]
    assert len(passed) == 5 + len(APPENDED)
    assert decode_tv(tv.body, tv.url).id == 1399
    assert decode_find(found.body, found.url).tv_results is not None
    assert decode_search(search.body, search.url).results
    assert decode_list_page_v3(page.body, page.url).items
    assert decode_configuration(configuration.body, configuration.url).images
    names = [f'"{part}":'.encode() for part in APPENDED]
    appended = [name + part.body for name, part in zip(names, parts, strict=True)]
    whole = decode_tv(b'{"id":1399,' + b",".join(appended) + b"}")
    assert None not in (
        whole.alternative_titles,
        whole.external_ids,
        whole.keywords,
        whole.watch_providers,
    )
