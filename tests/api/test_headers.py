"""Entity tags as RFC 9110 compares them."""

import pytest
from fastapi import Request

from api.headers import is_known


@pytest.mark.parametrize(
    ("sent", "known"),
    [
        ('"abc"', True),
        ('W/"abc"', True),
        ('"x", W/"abc" , "y"', True),
        ("*", True),
        (" * ", True),
        ('"ab"', False),
        ("abc", False),
        ('"x,"', False),
        ("", False),
        (None, False),
    ],
)
def test_if_none_match(sent: str | None, *, known: bool) -> None:
    """A list, a weak tag and `*` match; what is no quoted tag does not."""
    headers = [] if sent is None else [(b"if-none-match", sent.encode())]
    request = Request({"type": "http", "headers": headers})
    assert is_known(request, '"abc"') is known
