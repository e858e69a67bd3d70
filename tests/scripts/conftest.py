"""A stand-in with an empty catalogue, and a pipeline on a new database before it."""

import json
import logging
from collections.abc import Iterator
from pathlib import Path

import pytest
from pydantic import SecretStr

from standin.app import create_app
from tests.conftest import TEMPLATE, new_database
from tests.kills import elsewhere
from tests.pipeline import Pipeline, Upstream
from tests.s3_server import s3_server
from tests.standin.serving import serving
from trr_backend.config import Settings

__all__ = ["s3_server"]

TOKEN = "a-token-that-nobody-may-see"


@pytest.fixture
def upstream(tmp_path: Path) -> Iterator[Upstream]:
    """A stand-in over an empty folder."""
    folder = tmp_path / "catalogue"
    (folder / "tv").mkdir(parents=True)
    with serving(create_app(folder)) as address:
        yield Upstream(address, folder)


@pytest.fixture
def pipeline(
    settings: Settings, upstream: Upstream, caplog: pytest.LogCaptureFixture
) -> Iterator[Pipeline]:
    """Commands against the stand-in, as fast as it answers, without smaller copies.

    Whatever a test did: no log line, no report and no row shows the token.
    """
    caplog.set_level(logging.DEBUG)
    pointed = settings.model_copy(
        update={
            "tmdb_api_base_url": upstream.address,
            "tmdb_image_base_url": f"{upstream.address}/t/p",
            "tmdb_bearer_token": SecretStr(TOKEN),
            "tmdb_rate": 10_000,
            "tmdb_image_rate": 2_000,
            "fandom_url_template": f"{upstream.address}/fandom/{{wiki}}",
            "fandom_image_base_url": f"{upstream.address}/wikia",
            "fandom_rate": 2_000,
            "variant_formats": (),
        }
    )
    made = Pipeline(pointed, upstream)
    yield made
    reports = [report.as_json() for report in made.reports]
    assert TOKEN not in json.dumps(reports, default=str)
    assert TOKEN not in made.text()
    assert all(TOKEN not in str(vars(one)) for one in caplog.get_records("call"))


@pytest.fixture
def undisturbed(
    pipeline: Pipeline, server_url: str, tmp_path: Path
) -> Iterator[Pipeline]:
    """The pipeline on a database and a home of its own, to be compared with."""
    with new_database(server_url, TEMPLATE) as url:
        yield elsewhere(pipeline, tmp_path / "undisturbed", url)
