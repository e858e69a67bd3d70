"""Where pictures lie and under which address they are read, from the settings."""

from pathlib import Path

import pytest

from trr_backend.config import Settings
from trr_backend.errors import ConfigError
from trr_backend.utils.media_location import (
    Bucket,
    Folder,
    MediaLocation,
    Memory,
    media_location,
    public_base,
)


def _settings(media_url: str | None = None, **changes: str) -> Settings:
    values: dict[str, object] = {"_env_file": None, "media_url": media_url, **changes}
    return Settings(**values)  # type: ignore[arg-type] # by name


@pytest.mark.parametrize(
    ("url", "location"),
    [
        (None, Folder(Path("/srv/trr/media"))),
        ("file:///var/pictures", Folder(Path("/var/pictures"))),
        ("file://localhost/var/pictures", Folder(Path("/var/pictures"))),
        ("file:///var/a%20b%23c'd", Folder(Path("/var/a b#c'd"))),
        ("s3://trr-media", Bucket("trr-media", "", "us-east-1", None)),
        ("s3://trr-media/a/b/", Bucket("trr-media", "a/b", "us-east-1", None)),
        ("memory:", Memory()),
    ],
)
def test_the_setting_names_a_place(url: str | None, location: MediaLocation) -> None:
    """A folder, a bucket with or without a prefix, or memory; unset: below the home."""
    assert media_location(_settings(url, home="/srv/trr")) == location


@pytest.mark.parametrize(
    "url",
    [
        "pictures",
        "https://example.com/bucket",
        "file://server/share",
        "file:///",
        "file:///a%00b",
        "s3://",
        "s3://Bad_Bucket",
        "s3://key:secret@bucket",
        "s3://bucket/../other",
        "s3://bucket/a//b",
        "s3://bucket?region=secret",
        "s3://bucket#secret",
        "s3://[",
    ],
)
def test_anything_else_is_a_wrong_setting(url: str) -> None:
    """The error names the setting and how it is written, and repeats no part of it."""
    with pytest.raises(ConfigError, match="TRR_MEDIA_URL") as caught:
        media_location(_settings(url))
    assert "secret" not in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("settings", "base"),
    [
        (_settings(), "/media"),
        (_settings("file:///var/pictures"), "/media"),
        (_settings(cdn_base_url="https://cdn.example/x/"), "https://cdn.example/x"),
        (
            _settings("s3://trr-media/a", cdn_base_url="https://cdn.example"),
            "https://cdn.example",
        ),
        (
            _settings("s3://trr-media/a", aws_endpoint_url="http://127.0.0.1:8333/"),
            "http://127.0.0.1:8333/trr-media/a",
        ),
        (
            _settings("s3://trr-media", aws_region="eu-central-1"),
            "https://trr-media.s3.eu-central-1.amazonaws.com",
        ),
        (
            _settings("s3://media.example.org/a"),
            "https://s3.us-east-1.amazonaws.com/media.example.org/a",
        ),
    ],
)
def test_the_public_base(settings: Settings, base: str) -> None:
    """The CDN where one is set, the API for a folder, else the bucket's own address."""
    assert public_base(settings) == base
