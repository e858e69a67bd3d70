"""The parameters of pictures: of which kind, in which languages."""

from typing import Annotated, Generic, Literal

from pydantic import AfterValidator, Field

from api.parameters import PageQuery, matching
from api.schemas.images import Image
from api.schemas.seasons import SeasonImage
from api.trimming import Shape
from trr_backend.repositories.catalogue.images import ImageFilter

_ONE = "([A-Za-z]{2}|none|textless)"
_LANGUAGES = f"^{_ONE}(,{_ONE})*$"


def _languages(text: str) -> str:
    return (
        matching(
            _LANGUAGES, text, "give codes of two letters, or none, such as en,none"
        )
        .lower()
        .replace("textless", "none")
    )


Languages = Annotated[
    str,
    Field(
        description="ISO 639-1, or `none` (also `textless`) for pictures without "
        "text; several with commas, such as `en,none`.",
        max_length=200,
        json_schema_extra={"pattern": _LANGUAGES},
    ),
    AfterValidator(_languages),
]
Duplicates = Annotated[
    bool,
    Field(
        description="Also pictures of which there is a better copy, for example a "
        "larger one; they come last."
    ),
]


class PhotosQuery(PageQuery[Shape], Generic[Shape]):
    """Which photos of a person."""

    duplicates: Duplicates = False

    @property
    def filter(self) -> ImageFilter:
        """The filters, read."""
        return ImageFilter(duplicates=self.duplicates)


class ShowImagesQuery(PhotosQuery[Image]):
    """Which pictures of a show."""

    kind: Literal["poster", "backdrop", "logo"] | None = None
    language: Languages | None = None

    @property
    def filter(self) -> ImageFilter:
        """The filters, read."""
        return ImageFilter(self.kind, _split(self.language), self.duplicates)


class SeasonImagesQuery(PhotosQuery[SeasonImage]):
    """Which pictures of a season and its episodes."""

    kind: Literal["poster", "still"] | None = None
    language: Languages | None = None

    @property
    def filter(self) -> ImageFilter:
        """The filters, read."""
        return ImageFilter(self.kind, _split(self.language), self.duplicates)


def _split(languages: str | None) -> tuple[str, ...] | None:
    return None if languages is None else tuple(sorted(set(languages.split(","))))
