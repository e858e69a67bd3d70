"""Episodes as a schedule shows them: with their show and who sends it."""

from pydantic import Field

from api.schemas.common import Answer
from api.schemas.images import Thumbnail
from api.schemas.names import SeasonName, ShowSlug
from api.schemas.seasons import Episode


class ScheduledShow(ShowSlug, Answer):
    """The show of an episode."""

    popularity: float | None
    poster_path: str | None = Field(description="At TMDb's picture server.")
    poster: Thumbnail | None


class ScheduledEpisode(Episode):
    """An episode with a day."""

    is_special: bool = Field(description="Of season 0.")
    season: SeasonName
    show: ScheduledShow
    networks: list[str] = Field(description="The show's, by name.")
