"""Pictures from upstreams, by the path or the address that a document names."""

from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass

from trr_backend.errors import InputError
from trr_backend.integrations.fandom.client import FandomClient
from trr_backend.integrations.fandom.pictures import original_url
from trr_backend.integrations.tmdb.client import TmdbClient
from trr_backend.integrations.tmdb.decoding import SOURCE
from trr_backend.integrations.tmdb.pictures import picture_url
from trr_backend.models.limits import Room
from trr_backend.models.media import NotModified, Picture, PictureWanted
from trr_backend.models.wiki import Wiki


@dataclass(frozen=True, slots=True)
class PictureHosts:
    """Who is asked for pictures, by their source."""

    tmdb: TmdbClient
    fandom: FandomClient


async def fetch_picture(
    hosts: PictureHosts,
    wanted: PictureWanted,
    *,
    room: Room | None = None,
    conditional: bool = False,
) -> Picture | NotModified:
    """Fetch a picture in its original size, of TMDb's SVGs the PNG that it draws.

    A Picture has taken `len(body)` bytes of `room`; whoever gets it gives them back.
    With `conditional` the upstream is told what is known, and may answer NotModified.
    """
    etag = wanted.etag if conditional else None
    last_modified = wanted.last_modified if conditional else None
    if wanted.source == SOURCE:
        answer = await hosts.tmdb.picture(
            wanted.source_path, etag=etag, last_modified=last_modified, room=room
        )
    else:
        answer = await hosts.fandom.picture(
            wiki_of(wanted),
            wanted.source_url,
            etag=etag,
            last_modified=last_modified,
            room=room,
        )
    if answer.not_modified:
        return NotModified(answer.url, answer.etag, answer.last_modified)
    return Picture(answer.url, answer.body, answer.etag, answer.last_modified)


def wiki_of(wanted: PictureWanted) -> Wiki:
    """Return the wiki whose picture it is. Raises InputError for one of no wiki.

    It is asked as its pictures are: by http where it has no https.
    """
    name, _, file = wanted.source_path.rpartition("/")
    if wanted.source == "fandom" and name and file:
        return Wiki.fandom(name)
    scheme, colon, _ = wanted.source_url.partition("://")
    if wanted.source == "wiki" and name and file and colon:
        return Wiki(name, "wiki", f"{scheme}://{name}")
    raise InputError(f"pictures of {wanted.source!r} are not fetched")


def lasting_address(url: str) -> str:
    """Return the address by which a wiki's picture is known, of all others the same."""
    return original_url(url) if "/revision/latest" in url else url


def addresses(paths: Iterable[str]) -> dict[str, str]:
    """Return the public address of each picture; what is no path of one is left out."""
    found = {}
    for path in paths:
        with suppress(InputError):
            found[path] = picture_url(path)
    return found
