"""The server as this product runs it."""

import asyncio
import gc
import logging
import socket
from collections.abc import Iterator

import pytest

from scripts._server import new_server
from trr_backend.config import Settings
from trr_backend.repositories.db import Database

NAMES = ("uvicorn", "uvicorn.error", "uvicorn.access", "uvicorn.asgi")


@pytest.fixture(autouse=True)
def levels() -> Iterator[None]:
    """Leave the levels of loggers as they were."""
    before = {name: logging.getLogger(name).level for name in NAMES}
    yield
    for name, level in before.items():
        logging.getLogger(name).setLevel(level)


@pytest.mark.parametrize(
    ("level", "debugs", "informs"),
    [("DEBUG", False, True), ("INFO", False, True), ("WARNING", False, False)],
)
def test_headers_of_handshakes_are_never_logged(
    settings: Settings, level: str, debugs: object, informs: object
) -> None:
    """The server would write them down, keys and all, where it may log at DEBUG."""
    new_server(settings.model_copy(update={"log_level": level}))
    logger = logging.getLogger("uvicorn.error")
    assert logger.isEnabledFor(logging.DEBUG) is debugs
    assert logger.isEnabledFor(logging.INFO) is informs


async def test_the_collector_passes_over_what_was_there_at_the_start(
    settings: Settings, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """All of the app is out of its sight once the server has started."""
    assert database
    assert settings.database_url is not None
    monkeypatch.setenv("TRR_DATABASE_URL", settings.database_url.get_secret_value())
    monkeypatch.setenv("TRR_HOME", str(settings.home_path))
    server = new_server(settings)
    with socket.create_server(("127.0.0.1", 0)) as listener:
        task = asyncio.create_task(server.serve(sockets=[listener]))
        try:
            async with asyncio.timeout(20):
                while not server.started:  # noqa: ASYNC110 -- it tells nobody
                    await asyncio.sleep(0.01)
            assert gc.get_freeze_count() > 50_000
        finally:
            gc.unfreeze()
            server.should_exit = True
            await task
