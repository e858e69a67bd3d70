"""Pictures from upstreams, by the path that a document names."""

from collections.abc import Iterable
from contextlib import suppress

from trr_backend.errors import InputError
from trr_backend.integrations.tmdb.client import TmdbClient
from trr_backend.integrations.tmdb.decoding import SOURCE
from trr_backend.integrations.tmdb.pictures import picture_url
from trr_backend.models.limits import Room
from trr_backend.models.media import NotModified, Picture, PictureWanted


async def fetch_picture(
    client: TmdbClient,
    wanted: PictureWanted,
    *,
    room: Room | None = None,
    conditional: bool = False,
) -> Picture | NotModified:
    """Fetch a picture in its original size, of SVGs the PNG that TMDb draws.

    A Picture has taken `len(body)` bytes of `room`; whoever gets it gives them back.
    With `conditional` the upstream is told what is known, and may answer NotModified.
    """
    if wanted.source != SOURCE:
        raise InputError(f"pictures of {wanted.source!r} are not fetched")
    answer = await client.picture(
        wanted.source_path,
        etag=wanted.etag if conditional else None,
        last_modified=wanted.last_modified if conditional else None,
        room=room,
    )
    if answer.not_modified:
        return NotModified(answer.url, answer.etag, answer.last_modified)
    return Picture(answer.url, answer.body, answer.etag, answer.last_modified)


def addresses(paths: Iterable[str]) -> dict[str, str]:
    """Return the public address of each picture; what is no path of one is left out."""
    found = {}
    for path in paths:
        with suppress(InputError):
            found[path] = picture_url(path)
    return found
