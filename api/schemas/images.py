"""Pictures: with everything, or as small as long lists need them."""

from pydantic import Field

from api.schemas.common import Answer
from trr_backend.models.media import PictureKind


class Thumbnail(Answer):
    """A picture in a long list: what it takes to show it. Sizes are in pixels."""

    url: str = Field(description="Of the whole picture; what is there never changes.")
    width: int
    height: int
    srcset: str | None = Field(
        description="For `<img srcset>`: the smaller copies by width, then the whole. "
        "Null while there are no copies.",
        examples=["/media/images/a.webp 185w, /media/images/b.jpg 300w"],
    )
    thumbhash: str | None = Field(
        description="A blurred preview (ThumbHash) in base64.",
        examples=["1QcSHQRnh493V4dIh4eXh1h4kJUI"],
    )
    colour: str | None = Field(description="The main colour.", examples=["#5b2d4f"])


class ImageVariant(Answer):
    """A smaller copy of a picture."""

    url: str
    key: str
    width: int
    height: int
    content_type: str


class Image(Thumbnail):
    """A stored picture."""

    kind: PictureKind
    key: str = Field(description="Its name in the store.")
    content_type: str
    language: str | None = Field(
        description="ISO 639-1; null without text, or where the source says nothing."
    )
    variants: list[ImageVariant] = Field(description="By width, the smallest first.")
    source: str
    source_url: str = Field(description="Where the picture came from.")
    page_url: str | None = Field(
        description="The page of a wiki that says who made it, and its terms."
    )
    author: str | None = Field(description="As that page states it.")
    licence: str | None = Field(
        description="As that page or its wiki states it.", examples=["CC BY-SA 3.0"]
    )
    licence_url: str | None
    vote_average: float | None = Field(description="At the source.")
    vote_count: int | None
    is_primary: bool = Field(description="The one to show of its kind.")
    attribution: str | None = Field(description="What its source asks to be said.")
