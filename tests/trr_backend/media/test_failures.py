"""What obstore reports, in one line."""

import socket

import pytest
from obstore.exceptions import BaseError
from obstore.store import S3Store

from trr_backend.media.failures import unavailable


async def test_a_server_that_keeps_silent_is_named() -> None:
    """It takes the connection and answers nothing: the wait is said, not the answer."""
    with socket.create_server(("127.0.0.1", 0)) as silent:
        store = S3Store(
            "trr-media",
            endpoint=f"http://127.0.0.1:{silent.getsockname()[1]}",
            access_key_id="WRITERKEY",
            secret_access_key="writer-secret",
            client_options={"allow_http": True, "timeout": "100ms"},
            retry_config={"max_retries": 0},
        )
        with pytest.raises(BaseError) as caught:
            await store.get_async("one")
    found = str(unavailable("s3://trr-media", caught.value))
    assert found.startswith("s3://trr-media: no answer in time; check TRR_MEDIA_URL")
