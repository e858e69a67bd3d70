"""What admins send: answers to questions, and words about fields."""

from typing import Annotated, Any, Final, Literal, Self

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    StringConstraints,
    model_validator,
)
from pydantic.json_schema import SkipJsonSchema

_LONGEST_TEXT = 20_000
_MOST_PARTS = 1000
_NO_NUL: Final = r"^[^\x00]*$"


def _one_of(*names: str) -> dict[str, Any]:
    """Return what a schema says of fields of which exactly one is given."""
    return {"oneOf": [{"required": [name]} for name in names]}


class Order(BaseModel):
    """What is sent as JSON; a name that we do not know is an error, not a shrug."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


Text = Annotated[str, StringConstraints(max_length=_LONGEST_TEXT, pattern=_NO_NUL)]
Number = Annotated[float, Field(allow_inf_nan=False)]
Value = (
    bool
    | int
    | Number
    | Text
    | Annotated[list[int | Text], Field(max_length=_MOST_PARTS)]
)


def _says_something(text: str) -> str:
    if not text.strip():
        raise ValueError("say why; it is kept with the override")
    return text


class ReviewAnswer(Order):
    """Yes to one candidate of a question, or no to all of them."""

    model_config = ConfigDict(json_schema_extra=_one_of("accept", "refuse"))

    accept: Annotated[int, Field(ge=1, le=1000)] | SkipJsonSchema[None] = Field(
        default=None, description="The candidate's number, counted from 1."
    )
    refuse: Literal[True] | SkipJsonSchema[None] = Field(
        default=None, description="True: it is none of them."
    )

    @model_validator(mode="after")
    def _is_one(self) -> Self:
        if (self.accept is None) == (self.refuse is None):
            raise ValueError("give accept or refuse, one of them")
        return self


class OverrideWord(Order):
    """What a field shall say whatever sources say, or that it keeps what it says."""

    model_config = ConfigDict(json_schema_extra=_one_of("value", "lock"))

    value: Value | SkipJsonSchema[None] = Field(
        default=None, description="A day is written as 2004-05-15."
    )
    lock: Literal[True] | SkipJsonSchema[None] = Field(
        default=None, description="True: the field keeps what it says now."
    )
    reason: Annotated[
        str,
        StringConstraints(min_length=1, max_length=1000, pattern=_NO_NUL),
        AfterValidator(_says_something),
    ] = Field(description="Why; it is kept with the override.")

    @model_validator(mode="after")
    def _is_one(self) -> Self:
        if (self.value is None) == (self.lock is None):
            raise ValueError("give value or lock, one of them")
        return self
