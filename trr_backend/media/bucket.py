"""Opens an S3 bucket, patiently: a server that is busy or away is asked again."""

from datetime import timedelta
from typing import TYPE_CHECKING, Final

from obstore.store import S3Store

from trr_backend.config import Settings
from trr_backend.errors import ConfigError
from trr_backend.utils.media_location import Bucket

if TYPE_CHECKING:  # these names exist in obstore's stubs alone
    from obstore.store import RetryConfig, S3Config

# Servers ask for a pause of a minute at times.
_PATIENCE_SECONDS: Final = 120.0
_LEAST_PATIENCE_SECONDS: Final = 0.5
_LEAST_WAIT_SECONDS: Final = 0.001
_FIRST_WAIT_SECONDS: Final = 0.1
_LONGEST_WAIT_SECONDS: Final = 15.0
# Each wait is drawn from between the first one and so many times the last one: twice
# would stay near the first one for ever. The time is the limit, not the tries.
_GROWTH: Final = 3
_TRIES: Final = 1000


def patience_seconds(wait_scale: float) -> float:
    """Return for how long a request is repeated."""
    return max(_PATIENCE_SECONDS * wait_scale, _LEAST_PATIENCE_SECONDS)


def open_bucket(bucket: Bucket, settings: Settings) -> S3Store:
    """Return the bucket; nothing is asked yet. Raises ConfigError for half a key."""
    if (settings.aws_access_key_id is None) != (settings.aws_secret_access_key is None):
        raise ConfigError(
            "AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY belong together; set both, or "
            "none where the machine has a role of its own"
        )
    # Handed over one by one because .env is not in the environment obstore reads; ways
    # to log in that have no setting (instance roles, web identity) it finds by itself.
    config: S3Config = {"region": bucket.region}
    if bucket.endpoint is not None:
        config["endpoint"] = bucket.endpoint
    if settings.aws_access_key_id is not None:
        config["access_key_id"] = settings.aws_access_key_id.get_secret_value()
    if settings.aws_secret_access_key is not None:
        config["secret_access_key"] = settings.aws_secret_access_key.get_secret_value()
    if settings.aws_session_token is not None:
        config["session_token"] = settings.aws_session_token.get_secret_value()
    plain = bucket.endpoint is not None and bucket.endpoint.startswith("http://")
    return S3Store(
        bucket.name,
        prefix=bucket.prefix or None,
        config=config,
        client_options={
            "allow_http": plain,
            "connect_timeout": "5s",
            "timeout": "60s",
        },
        retry_config=_retries(settings.wait_scale),
    )


def _retries(wait_scale: float) -> "RetryConfig":
    first = max(_FIRST_WAIT_SECONDS * wait_scale, _LEAST_WAIT_SECONDS)
    longest = max(_LONGEST_WAIT_SECONDS * wait_scale, 2 * first)
    return {
        "max_retries": _TRIES,
        "retry_timeout": timedelta(seconds=patience_seconds(wait_scale)),
        "backoff": {
            "init_backoff": timedelta(seconds=first),
            "max_backoff": timedelta(seconds=longest),
            "base": _GROWTH,
        },
    }
