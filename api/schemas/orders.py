"""What admins send: answers to questions, words about fields, and runs to be done."""

import math
from datetime import datetime
from typing import Annotated, Any, Final, Literal, Self

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    StringConstraints,
    WithJsonSchema,
    model_validator,
)

from trr_backend.models.run_orders import RunCommand

_LONGEST_TEXT = 20_000
_LONGEST_REASON = 1000
_MOST_PARTS = 1000
_MOST_CANDIDATES = 1000
_TEXT: Final = {"type": "string", "maxLength": _LONGEST_TEXT, "pattern": r"^[^\x00]*$"}
_VALUE: Final = {
    "anyOf": [
        {"type": "boolean"},
        {"type": "number"},
        _TEXT,
        {
            "type": "array",
            "items": {"anyOf": [{"type": "integer"}, _TEXT]},
            "maxItems": _MOST_PARTS,
        },
    ]
}
# Not given; null is nothing that can be said.
_NOTHING: Any = None


def _without_default(schema: dict[str, Any]) -> None:
    del schema["default"]


def _moment_without_default(schema: dict[str, Any]) -> None:
    _without_default(schema)
    schema["format"] = "date-time"


def _one_of(*names: str) -> dict[str, Any]:
    """Return what a schema says of fields of which exactly one is given."""
    return {"oneOf": [{"required": [name]} for name in names]}


class Order(BaseModel):
    """What is sent as JSON; a name that we do not know is an error, not a shrug."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


def _sayable(value: object) -> object:
    """Return a value that a field may have: not null, no object, no list in a list."""
    parts = value if isinstance(value, list) else [value]
    kinds = (int, str) if isinstance(value, list) else (bool, int, float, str)
    if len(parts) > _MOST_PARTS or not all(isinstance(one, kinds) for one in parts):
        raise ValueError("give a text, a number, true, false, or a list of texts")
    for one in parts:
        if isinstance(one, str):
            _storable(one, _LONGEST_TEXT)
        elif isinstance(one, float) and not math.isfinite(one):
            raise ValueError("give a number that is finite")
    return value


def _storable(text: str, longest: int) -> None:
    if len(text) > longest:
        raise ValueError(f"give at most {longest} letters")
    if "\0" in text or any("\ud800" <= sign <= "\udfff" for sign in text):
        raise ValueError("it has a sign in it that has no place there")


def _says_something(text: str) -> str:
    _storable(text, _LONGEST_REASON)
    if not text.strip():
        raise ValueError("say why; it is kept with the override")
    return text


class ReviewAnswer(Order):
    """Yes to one candidate of a question, or no to all of them."""

    model_config = ConfigDict(json_schema_extra=_one_of("accept", "refuse"))

    accept: int = Field(
        default=_NOTHING,
        ge=1,
        le=_MOST_CANDIDATES,
        description="The candidate's number, counted from 1.",
        json_schema_extra=_without_default,
    )
    refuse: Literal[True] = Field(
        default=_NOTHING,
        description="True: it is none of them.",
        json_schema_extra=_without_default,
    )

    @model_validator(mode="after")
    def _is_one(self) -> Self:
        if len(self.model_fields_set) != 1:
            raise ValueError("give accept or refuse, one of them")
        return self


class OverrideWord(Order):
    """What a field shall say whatever sources say, or that it keeps what it says."""

    model_config = ConfigDict(json_schema_extra=_one_of("value", "lock"))

    value: Annotated[Any, AfterValidator(_sayable), WithJsonSchema(_VALUE)] = Field(
        default=_NOTHING,
        description="A day is written as 2004-05-15.",
        json_schema_extra=_without_default,
    )
    lock: Literal[True] = Field(
        default=_NOTHING,
        description="True: the field keeps what it says now.",
        json_schema_extra=_without_default,
    )
    reason: Annotated[str, AfterValidator(_says_something)] = Field(
        description="Why; it is kept with the override.",
        json_schema_extra={"minLength": 1, "maxLength": _LONGEST_REASON},
    )

    @model_validator(mode="after")
    def _is_one(self) -> Self:
        if len(self.model_fields_set & {"value", "lock"}) != 1:
            raise ValueError("give value or lock, one of them")
        return self


def _moment(text: str) -> str:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise ValueError("give a time such as 2026-01-31T00:00:00Z") from None
    if moment.tzinfo is None:
        raise ValueError("say of which time zone it is: Z at the end is UTC")
    return text


_ShowName = Annotated[
    str, StringConstraints(max_length=200, pattern=r"^[A-Za-z0-9:_-]+$")
]


class RunOptions(Order):
    """What a command's options narrow it down to; what is left out is not asked for."""

    show: list[_ShowName] = Field(
        default=_NOTHING,
        max_length=_MOST_PARTS,
        description="Only these shows: uuids, slugs, `tmdb:14658` or `imdb:tt0239195`.",
        json_schema_extra=_without_default,
    )
    limit: int = Field(
        default=_NOTHING,
        ge=1,
        le=2**31 - 1,
        description="At most so many shows, the first added first.",
        json_schema_extra=_without_default,
    )
    since: Annotated[str, AfterValidator(_moment)] = Field(
        default=_NOTHING,
        description="Only shows added to the catalogue since then.",
        json_schema_extra=_moment_without_default,
    )
    force: bool = Field(
        default=_NOTHING,
        description="Do it again even where nothing is due.",
        json_schema_extra=_without_default,
    )
    full: bool = Field(
        default=_NOTHING,
        description="Do not ask the lists of changes.",
        json_schema_extra=_without_default,
    )
    airing: bool = Field(
        default=_NOTHING,
        description="Only shows on the air just now.",
        json_schema_extra=_without_default,
    )
    accept_removals: bool = Field(
        default=_NOTHING,
        description="Believe the source however much it no longer names.",
        json_schema_extra=_without_default,
    )
    max_age_seconds: int = Field(
        default=_NOTHING,
        ge=1,
        le=2**31 - 1,
        description="Ask again for what TMDb said of a show once it is so old.",
        json_schema_extra=_without_default,
    )


class RunOrder(Order):
    """A command that workers shall run."""

    command: RunCommand = Field(description="As after `trr` on the command line.")
    options: RunOptions = Field(
        default=_NOTHING,
        description="As those of the command; not every command takes all of them.",
        json_schema_extra=_without_default,
    )
