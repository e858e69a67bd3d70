"""Each call against Prism, which serves TMDb's own OpenAPI document.

Prism refuses a request that the document does not allow (a parameter of the wrong type,
a missing one) and answers with the document's examples. `--errors` is off: the examples
break their own schemas on nullability.
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
from trr_backend.integrations.tmdb.client import open_tmdb
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
    pytest.mark.skipif(
        not DOCUMENT.is_file(),
        reason=f"no OpenAPI document at {DOCUMENT}; set TRR_REAL_DATA",
    ),
    pytest.mark.timeout(300),  # the first run installs Prism
]


@asynccontextmanager
async def _prism() -> AsyncIterator[str]:
    """Serve the document on a free port; yield the base URL."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = str(probe.getsockname()[1])
    process = await asyncio.create_subprocess_exec(
        *(str(node_bin() / "prism"), "mock", "--port", port, str(DOCUMENT)),
        env=node_environment(),
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    assert process.stdout is not None
    reading = asyncio.create_task(_drain(process.stdout, ready := asyncio.Event()))
    try:
        async with asyncio.timeout(60):
            await ready.wait()
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        await process.wait()
        await reading


async def _drain(output: asyncio.StreamReader, ready: asyncio.Event) -> None:
    async for line in output:
        if b"listening" in line:
            ready.set()


async def test_every_call_is_one_that_tmdb_s_own_document_knows() -> None:
    """Prism takes each request and its example is an answer we understand."""
    async with _prism() as url:
        settings = Settings.model_validate(
            {"tmdb_bearer_token": SECRET, "tmdb_api_base_url": url, "wait_scale": 0.01}
        )
        async with open_tmdb(settings, FakeLimiter()) as client:
            tv = await client.tv(1399)
            found = await client.find("tt0944947")
            search = await client.search_tv("Game of Thrones", 2011)
            page = await client.list_v3("1", 1)
            configuration = await client.configuration()
            assert client.requests == 5
    assert decode_tv(tv.body, tv.url).id == 1399
    assert decode_find(found.body, found.url).tv_results is not None
    assert decode_search(search.body, search.url).results
    assert decode_list_page_v3(page.body, page.url).items
    assert decode_configuration(configuration.body, configuration.url).images
