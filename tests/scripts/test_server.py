"""The server as this product runs it."""

import logging
from collections.abc import Iterator

import pytest

from scripts._server import new_server
from trr_backend.config import Settings

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
