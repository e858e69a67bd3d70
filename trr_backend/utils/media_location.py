"""Where pictures are kept and under which public address they are read.

The store (media) and the API both read it from the settings here. A key is stored, an
address is built on reading: `public_base(settings)`, a slash, the key.
"""

import re
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote, urlsplit

from trr_backend.config import Settings
from trr_backend.errors import ConfigError

FOLDER_BASE = "/media"
_BUCKET = re.compile(r"[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]")
_PREFIX = re.compile(r"[A-Za-z0-9_-][A-Za-z0-9._-]*(/[A-Za-z0-9_-][A-Za-z0-9._-]*)*")
_HOW = "use s3://bucket[/prefix] or file:///folder, or leave it unset"


@dataclass(frozen=True, slots=True)
class Folder:
    """Pictures lie in a folder and are served by the API under `/media`."""

    path: Path


@dataclass(frozen=True, slots=True)
class Bucket:
    """Pictures lie in an S3 bucket, below `prefix` ("" for none)."""

    name: str
    prefix: str
    region: str
    endpoint: str | None


@dataclass(frozen=True, slots=True)
class Memory:
    """Pictures are forgotten with the process: for tests."""


MediaLocation = Folder | Bucket | Memory


def media_location(settings: Settings) -> MediaLocation:
    """Return the place TRR_MEDIA_URL names. Raises ConfigError, without its text."""
    if settings.media_url is None:
        return Folder(settings.home_path / "media")
    try:
        url = urlsplit(settings.media_url)
    except ValueError:
        raise ConfigError(f"TRR_MEDIA_URL is no address; {_HOW}") from None
    if url.query or url.fragment or "@" in url.netloc:
        raise ConfigError(f"TRR_MEDIA_URL has a part it may not have; {_HOW}")
    if url.scheme == "s3":
        return _bucket(url.netloc, url.path.strip("/"), settings)
    if url.scheme == "file" and url.netloc in ("", "localhost"):
        return _folder(unquote(url.path))
    if url.scheme == "memory" and not url.netloc and not url.path.strip("/"):
        return Memory()
    raise ConfigError(f"TRR_MEDIA_URL names no place we know; {_HOW}")


def public_base(settings: Settings) -> str:
    """Return what stands before a key in its public address, without a last slash.

    TRR_CDN_BASE_URL as it is; else `/media` for a folder; else the bucket's own
    address: below AWS_ENDPOINT_URL where that is set, else Amazon's. Amazon's host
    name carries the bucket unless its name has dots, which no certificate covers.
    """
    if settings.cdn_base_url is not None:
        return settings.cdn_base_url
    location = media_location(settings)
    if not isinstance(location, Bucket):
        return FOLDER_BASE
    amazon = f"s3.{location.region}.amazonaws.com"
    if location.endpoint is not None:
        base = f"{location.endpoint}/{location.name}"
    elif "." in location.name:
        base = f"https://{amazon}/{location.name}"
    else:
        base = f"https://{location.name}.{amazon}"
    return f"{base}/{location.prefix}" if location.prefix else base


def _bucket(name: str, prefix: str, settings: Settings) -> Bucket:
    if not _BUCKET.fullmatch(name):
        raise ConfigError(f"TRR_MEDIA_URL: this bucket name cannot exist; {_HOW}")
    if prefix and not _PREFIX.fullmatch(prefix):
        raise ConfigError(
            "TRR_MEDIA_URL: a prefix is made of letters, digits, '.', '_', '-' and '/'"
        )
    return Bucket(name, prefix, settings.aws_region, settings.aws_endpoint_url)


def _folder(path: str) -> Folder:
    if path in ("", "/") or "\0" in path:
        raise ConfigError(f"TRR_MEDIA_URL names no folder; {_HOW}")
    return Folder(Path(path))
