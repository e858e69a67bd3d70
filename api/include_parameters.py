"""The parameters of what answers embed, and of the language that they are told in."""

import re
from collections.abc import Callable, Sequence
from typing import Annotated, Any, Final, Literal, get_args

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field

from api.trimming import named
from trr_backend.config import Settings
from trr_backend.repositories.catalogue.including import IN_DETAIL, IN_LIST
from trr_backend.repositories.catalogue.texts import Language

_LANGUAGE: Final = "^[A-Za-z]{2}(-[A-Za-z]{2})?$"
# What the client asks upstreams for where a setting is empty.
_DEFAULT: Final = "en-US"

InShow = Literal["seasons", "cast", "images", "watch_providers", "facts"]
InSeason = Literal["cast", "images"]
InPerson = Literal["credits", "images"]


def _described(most: int) -> Any:
    return Field(
        description="What to embed under `included`, with commas: the beginning of "
        f"each list, {most} items at most. One level only.",
        json_schema_extra={"uniqueItems": True, "minItems": 1},
    )


def _parts(known: Sequence[str]) -> Callable[[object], object]:
    def read(value: object) -> object:
        words = value if isinstance(value, list) else ()
        if any("." in str(word) for word in words):
            raise ValueError(
                f"one level only; there are: {', '.join(known)}. What is deeper has "
                "an address of its own"
            )
        return named(value, known, kind="part")

    return read


def _language(text: str) -> str:
    if re.fullmatch(_LANGUAGE, text) is None:
        raise ValueError("give a language such as de or de-AT")
    base, _, region = text.partition("-")
    return f"{base.lower()}-{region.upper()}" if region else base.lower()


ShowParts = Annotated[
    tuple[InShow, ...], BeforeValidator(_parts(get_args(InShow))), _described(IN_DETAIL)
]
ListedShowParts = Annotated[
    tuple[InShow, ...], BeforeValidator(_parts(get_args(InShow))), _described(IN_LIST)
]
SeasonParts = Annotated[
    tuple[InSeason, ...],
    BeforeValidator(_parts(get_args(InSeason))),
    _described(IN_DETAIL),
]
PersonParts = Annotated[
    tuple[InPerson, ...],
    BeforeValidator(_parts(get_args(InPerson))),
    _described(IN_DETAIL),
]
LANGUAGE_DESCRIPTION: Final = (
    "ISO 639-1, with a region or without: `de`, `de-AT`. Names, overviews, taglines "
    "and first pictures are in it where there are any, each by itself; else in that "
    "language of another region, else as without this. Content-Language says what the "
    "names are in."
)
LanguageTag = Annotated[
    str,
    Field(json_schema_extra={"pattern": _LANGUAGE}),
    AfterValidator(_language),
]


class NamesQuery(BaseModel):
    """In which language shows, seasons and episodes are named."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    language: LanguageTag | None = Field(
        default=None,
        description="Shows, seasons and episodes are named in it where they have such "
        "a name, as on their own addresses: `de`, `de-AT`.",
        examples=["de"],
    )

    def told_in(self, settings: Settings) -> Language | None:
        """The language, beside the one of the installation; None: none was asked."""
        if self.language is None:
            return None
        return Language(self.language, (*settings.languages, _DEFAULT)[0])


class LanguageQuery(NamesQuery):
    """In which language texts and first pictures are wanted."""

    language: LanguageTag | None = Field(default=None, description=LANGUAGE_DESCRIPTION)
