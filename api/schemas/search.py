"""What a search over shows and people finds."""

from typing import Literal
from uuid import UUID

from pydantic import Field

from api.schemas.common import Answer
from api.schemas.images import Thumbnail


class Found(Answer):
    """A show or a person in short, and by which name it was found."""

    type: Literal["show", "person"]
    id: UUID
    name: str
    slug: str | None = Field(description="A show's name in an address.")
    year: int | None = Field(description="Of a show's premiere, of a person's birth.")
    tmdb_id: int | None
    image: Thumbnail | None = Field(description="The poster or the photo.")
    image_path: str | None = Field(description="At TMDb's picture server.")
    known_for_department: str | None = Field(description="Of a person.")
    matched_name: str = Field(
        description="The name that fits best: its own, an alias, a title in another "
        "language."
    )
    score: float = Field(
        description="The higher, the better; above 4 it is the very name, above 2 it "
        "has every word, below that words are spelt otherwise or missing."
    )
