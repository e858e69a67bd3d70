"""What the media tests share: drawn pictures, keys and settings for each kind of store.

Nothing here needs a database.
"""

import uuid
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.s3_server import S3Server, s3_server
from trr_backend.config import Settings

__all__ = ["s3_server"]


@pytest.fixture
def folder_settings(tmp_path: Path) -> Settings:
    """Return settings that keep pictures in a new folder."""
    return Settings(_env_file=None, home=tmp_path / "home", wait_scale=0.01)


@pytest.fixture
def s3_settings(s3_server: S3Server) -> Callable[..., Settings]:
    """Return a maker of settings on the run's S3 server, each with its own prefix."""

    def make(**changes: object) -> Settings:
        values: dict[str, object] = {
            "_env_file": None,
            "media_url": f"s3://{s3_server.bucket}/{uuid.uuid4().hex}",
            "aws_endpoint_url": s3_server.endpoint,
            "aws_access_key_id": s3_server.access_key_id,
            "aws_secret_access_key": s3_server.secret_access_key,
            "wait_scale": 0.01,
        }
        return Settings(**(values | changes))  # type: ignore[arg-type] # by name

    return make
