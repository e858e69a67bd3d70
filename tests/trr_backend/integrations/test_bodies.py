"""What counts as JSON with status 200."""

import pytest

from trr_backend.errors import Changed, Unavailable, UpstreamError
from trr_backend.integrations.bodies import check_json

URL = "https://api.example.org/3/tv/1"


def _check(body: bytes, content_type: str | None = "application/json") -> None:
    check_json(body, content_type, source="example", url=URL)


def _verdict(body: bytes) -> type[UpstreamError] | None:
    try:
        _check(body)
    except UpstreamError as error:
        return type(error)
    return None


@pytest.mark.parametrize("body", [b"{}", b' {"a":[1,2]} \n', b"[]"])
def test_json_passes(body: bytes) -> None:
    """One whole JSON value, blanks around it or not, is fine."""
    assert _verdict(body) is None


@pytest.mark.parametrize("body", [b"", b"  \r\n"])
def test_nothing_is_worth_another_try(body: bytes) -> None:
    """An empty answer with 200 is a hiccup."""
    with pytest.raises(Unavailable, match="an empty answer"):
        _check(body)


def test_half_an_answer_is_worth_another_try() -> None:
    """Wherever an answer is cut, it is told as truncated."""
    whole = b'{"id":1,"name":"Big \\u0042rother","ok":true,"n":[1.5,{"a":null}]}'
    for end in range(1, len(whole)):
        with pytest.raises(Unavailable, match="a truncated answer"):
            _check(whole[:end])


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        (b"<!DOCTYPE html><p>Sign in", "text/html"),
        (b"  <html>", "application/json"),
        (b'{"id":1}', "text/html; charset=utf-8"),
        (b"Please sign in", "Text/HTML"),
    ],
)
def test_a_web_page_is_named(body: bytes, content_type: str) -> None:
    """HTML is told by its type or its first sign."""
    with pytest.raises(Changed, match="a web page") as caught:
        _check(body, content_type)
    assert caught.value.field == "body"


@pytest.mark.parametrize(
    "body", [b'{"a":x}', b"{} {}", b"{'a':1}", b"[" * 9999 + b"]" * 9999]
)
def test_what_is_whole_but_no_json_is_a_change(body: bytes) -> None:
    """It would be the same the next time."""
    with pytest.raises(Changed, match="no JSON"):
        _check(body)


def test_what_is_no_utf8_is_a_change() -> None:
    """Also in a part that nobody reads: the document could not be kept."""
    with pytest.raises(Changed, match="no JSON"):
        _check(b'{"id":1,"other":"\xff"}')
