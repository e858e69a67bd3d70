"""Which coding a client is sent, by what it says it takes."""

import zlib

import pytest
import zstandard

from api.encoding import chosen, encoded

LARGE, SMALL = 5000, 900


@pytest.mark.parametrize(
    ("accept", "large", "small"),
    [
        (None, "identity", "identity"),
        (b"", "identity", "identity"),
        (b"gzip", "gzip", "identity"),
        (b"x-gzip", "gzip", "identity"),
        (b"GZIP;Q=0.5", "gzip", "identity"),
        (b"gzip, deflate, br, zstd", "zstd", "identity"),
        (b"zstd;q=0.5, gzip;q=0.8", "gzip", "identity"),
        (b"gzip;q=0.5, identity", "identity", "identity"),
        (b"gzip;q=0.001, identity;q=0.001", "gzip", "identity"),
        (b"gzip;q=0", "identity", "identity"),
        (b"gzip;q=0.000, zstd;q=0.0", "identity", "identity"),
        (b"identity;q=0, gzip", "gzip", "gzip"),
        (b"identity;q=0", None, None),
        (b"*;q=0", None, None),
        (b"*;q=0, identity;q=0.1", "identity", "identity"),
        (b"gzip, *;q=0", "gzip", "gzip"),
        (b"*", "identity", "identity"),
        (b"identity;q=0, *", "gzip", "gzip"),
        (b"identity;q=0, gzip;q=0, *;q=0.1", "zstd", "zstd"),
        (b"br, deflate", "identity", "identity"),
        # What cannot be read is not there: neither 2 nor none is a weight.
        (b"gzip;q=2", "identity", "identity"),
        (b"gzip;q=, zstd;level=3, ;;, =", "identity", "identity"),
        (b"\xff\xfe, gzip", "gzip", "identity"),
        (b"gzip" + b" " * 5000, "gzip", "identity"),
    ],
)
def test_chosen(accept: bytes | None, large: str | None, small: str | None) -> None:
    """Weights decide, then our order; a small body goes as it is where it may."""
    assert (chosen(accept, LARGE), chosen(accept, SMALL)) == (large, small)


def test_encoded() -> None:
    """A body is the same in each coding, and the same bytes each time."""
    body = b'{"name":"A Show"}' * 500
    assert encoded(body, "identity") is body
    gzipped, packed = encoded(body, "gzip"), encoded(body, "zstd")
    assert zlib.decompress(gzipped, wbits=31) == body
    assert zstandard.decompress(packed) == body
    assert (encoded(body, "gzip"), encoded(body, "zstd")) == (gzipped, packed)
    assert max(len(gzipped), len(packed)) < len(body) / 10
