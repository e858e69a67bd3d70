"""Which addresses below a base URL are asked at all."""

import pytest

from tests.trr_backend.integrations.upstream import opened, reply, serve
from trr_backend.errors import Refused


@pytest.mark.parametrize(
    "path",
    [
        *("", "3/tv", "//evil.net/x", "/3/../x", "/3/.", "/a?b", "/a#b", "/a b"),
        *("/%2e%2e", "/3/.%2E/x", "/a%2fb", "/a%5Cb", "/a\\b", "/a%00", "/a%0d%0a"),
        *("/a%", "/a%2", "/a%zz", "/é"),
    ],
)
async def test_only_plain_paths_are_asked(path: str) -> None:
    """A path cannot leave the base URL, whatever was put into it."""
    async with opened("https://api.example.org") as http:
        with pytest.raises(Refused, match="is not asked"):
            await http.get(path)
        assert http.requests == 0


async def test_names_of_files_are_asked_as_they_are() -> None:
    """With all signs that a segment of a path may hold, encoded or not."""
    path = "/2/2f/Rob_(1),_%C3%A9%25!$&'*+;=:@~.png/revision/latest"
    async with serve(lambda _: reply()) as upstream, opened(upstream.url) as http:
        await http.get(path, params={"format": "original"})

    assert upstream.asked[0].target == f"{path}?format=original"
