"""Commands as processes of their own, to be killed or waited for."""

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from signal import SIGKILL
from tempfile import TemporaryDirectory

from tests.forked import Forked, fork
from trr_backend.config import Settings


def variables(settings: Settings) -> dict[str, str]:
    """Return the settings as the variables of a command."""
    secrets = {
        "TRR_DATABASE_URL": settings.database_url,
        "TRR_DATABASE_DIRECT_URL": settings.database_direct_url,
        "TMDB_BEARER_TOKEN": settings.tmdb_bearer_token,
        "IMDB_API_KEY": settings.imdb_api_key,
        "AWS_ACCESS_KEY_ID": settings.aws_access_key_id,
        "AWS_SECRET_ACCESS_KEY": settings.aws_secret_access_key,
    }
    ids = {
        "IMDB_DATA_SET_ID": settings.imdb_data_set_id,
        "IMDB_REVISION_ID": settings.imdb_revision_id,
        "IMDB_ASSET_ID": settings.imdb_asset_id,
        "TRR_IMDB_DATASETS": settings.imdb_datasets,
        "TRR_MEDIA_URL": settings.media_url,
        "AWS_ENDPOINT_URL": settings.aws_endpoint_url,
    }
    return {
        "TRR_HOME": str(settings.home_path),
        "TRR_WAIT_SCALE": str(settings.wait_scale),
        # A copy of settings may go beyond what may be set.
        "TRR_TMDB_RATE": str(min(settings.tmdb_rate, 50)),
        "TRR_TMDB_IMAGE_RATE": str(settings.tmdb_image_rate),
        "TRR_IMAGES": settings.images,
        "TRR_VARIANT_FORMATS": ",".join(settings.variant_formats) or "none",
        "TMDB_API_BASE_URL": settings.tmdb_api_base_url,
        "TMDB_IMAGE_BASE_URL": settings.tmdb_image_base_url,
        "IMDB_GRAPHQL_URL": settings.imdb_graphql_url,
        "IMDB_DATASETS_BASE_URL": settings.imdb_datasets_base_url,
        "FANDOM_URL_TEMPLATE": settings.fandom_url_template,
        "FANDOM_IMAGE_BASE_URL": settings.fandom_image_base_url,
        "TRR_FANDOM_RATE": str(min(settings.fandom_rate, 50)),
        "TRR_FANDOM_IMAGES": settings.fandom_images,
        "TRR_PRIVATE_WEBHOOKS": str(settings.private_webhooks),
        **{name: value for name, value in ids.items() if value is not None},
        **{n: s.get_secret_value() for n, s in secrets.items() if s is not None},
    }


@contextmanager
def started(settings: Settings, folder: Path, *arguments: str) -> Iterator[Forked]:
    """Run `python -m ARGUMENTS` in `folder`, its own process group; nothing is left."""
    environment = {**os.environ, **variables(settings)}
    with TemporaryDirectory() as printed:
        process = fork(arguments, folder, environment, Path(printed))
        try:
            yield process
        finally:
            with suppress(ProcessLookupError):
                os.killpg(process.pid, SIGKILL)
            # It may not have come as far as to lead a group.
            process.kill()
            process.wait()
