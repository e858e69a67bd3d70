"""What `include=` embeds in a show, made as in its own lists."""

from pydantic import Field

from api.schemas.common import Answer
from api.schemas.facts import Fact
from api.schemas.images import Image
from api.schemas.offers import OfferGroup
from api.schemas.people import CastMember
from api.schemas.seasons import Season


class ShowIncluded(Answer):
    """What is embedded in a show: null is what was not asked for.

    Of each the beginning of its own list, in the order of that: 100 in a detail, 10 in
    an item of a list.
    """

    seasons: list[Season] | None = Field(description="As `/seasons` begins.")
    cast: list[CastMember] | None = Field(description="As `/cast` begins.")
    images: list[Image] | None = Field(description="As `/images` begins.")
    watch_providers: list[OfferGroup] | None = Field(
        description="As `/watch-providers` begins; in one region where `region=` says."
    )
    facts: list[Fact] | None = Field(description="As `/facts` begins.")
