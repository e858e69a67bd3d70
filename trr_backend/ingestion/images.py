"""Pictures from upstreams, by the path that a document names."""

from trr_backend.integrations.tmdb.client import TmdbClient
from trr_backend.models.media import Picture


async def fetch_picture(client: TmdbClient, path: str) -> Picture:
    """Fetch a TMDb picture in its original size; `path` has a leading slash."""
    answer = await client.picture(path)
    return Picture(url=answer.url, body=answer.body)
