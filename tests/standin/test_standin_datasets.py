"""IMDb's dataset files as the stand-in serves them."""

import gzip
import os
from collections.abc import Iterator
from pathlib import Path

import httpx2
import pytest

PATH = "/imdb/datasets/title.basics.tsv.gz"
BODY = gzip.compress(b"tconst\ttitleType\ntt0000001\ttvSeries\n", mtime=0)


@pytest.fixture
def client(address: str) -> Iterator[httpx2.Client]:
    """A client of the stand-in."""
    with httpx2.Client(base_url=address) as client:
        yield client


@pytest.fixture
def file(folder: Path) -> Path:
    """One dataset file in the catalogue."""
    path = folder / "imdb" / "title.basics.tsv.gz"
    path.parent.mkdir()
    path.write_bytes(BODY)
    os.utime(path, (1_790_000_000, 1_790_000_000))
    return path


def test_a_file_comes_as_it_is(file: Path, client: httpx2.Client) -> None:
    """The bytes are not unpacked on the way, and carry what makes them resumable."""
    answer = client.get(PATH)

    assert (answer.status_code, answer.content) == (200, file.read_bytes())
    assert answer.headers["last-modified"] == "Mon, 21 Sep 2026 14:13:20 GMT"
    assert answer.headers["accept-ranges"] == "bytes"
    assert answer.headers["content-length"] == str(len(BODY))
    assert "content-encoding" not in answer.headers


@pytest.mark.usefixtures("file")
def test_what_the_client_has_is_not_sent_again(
    client: httpx2.Client,
) -> None:
    """The tag is asked first, then the date."""
    first = client.get(PATH)
    tag, modified = first.headers["etag"], first.headers["last-modified"]
    asked = [
        {"If-None-Match": tag},
        {"If-Modified-Since": modified},
        {"If-None-Match": '"other"', "If-Modified-Since": modified},
        {"If-Modified-Since": "Mon, 21 Sep 2020 14:13:20 GMT"},
        {"If-Modified-Since": "yesterday"},
    ]

    answers = [client.get(PATH, headers=headers) for headers in asked]

    assert [answer.status_code for answer in answers] == [304, 304, 200, 200, 200]
    assert answers[0].headers["etag"] == tag


def test_a_download_goes_on_where_it_stopped(file: Path, client: httpx2.Client) -> None:
    """A range of the same file is sent alone, of another file the whole."""
    first = client.get(PATH)
    headers = {"Range": "bytes=10-", "If-Range": first.headers["etag"]}

    same = client.get(PATH, headers=headers)
    beyond = client.get(PATH, headers={"Range": f"bytes={len(BODY)}-"})
    file.write_bytes(BODY * 2)
    other = client.get(PATH, headers=headers)

    assert (same.status_code, same.content) == (206, BODY[10:])
    assert same.headers["content-range"] == f"bytes 10-{len(BODY) - 1}/{len(BODY)}"
    assert beyond.status_code == 416
    assert (other.status_code, other.content) == (200, BODY * 2)


@pytest.mark.parametrize(
    "name", ["name.basics.tsv.gz", "..%2Ftv%2F7.json", "title.basics.tsv"]
)
@pytest.mark.usefixtures("file")
def test_nothing_else_is_served(name: str, client: httpx2.Client) -> None:
    """A file that is not there, or is no dataset, is 404."""
    answer = client.get(f"/imdb/datasets/{name}")

    assert answer.status_code == 404
