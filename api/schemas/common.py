"""What all answers share: strict models, attribution, problems.

Postgres writes the JSON and the API passes it on, so these models are a promise that
the tests hold every answer to, and the OpenAPI document that clients read.
"""

from typing import Final, Generic, TypeVar

from pydantic import BaseModel, ConfigDict, Field

INCLUDED: Final = "What `include=` asked for; null where it asked for nothing."


class Answer(BaseModel):
    """A part of an answer: every key is always there, and no other is."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class Attribution(Answer):
    """Who has to be named wherever these data are shown, and how."""

    source: str
    text: str
    url: str


class ImdbRating(Answer):
    """What IMDb's users say; null where the installation is not private."""

    average: float = Field(description="From 1 to 10.")
    votes: int
    licence: str
    attribution: str


Item = TypeVar("Item", bound=Answer)


class Listing(Answer, Generic[Item]):
    """One page of a list; ask again with `cursor` until `next_cursor` is null."""

    items: list[Item]
    next_cursor: str | None
    attribution: list[Attribution]


class ProblemError(Answer):
    """One thing that is wrong with the request."""

    parameter: str
    message: str


class Problem(Answer):
    """Why a request failed (RFC 9457)."""

    type: str
    title: str
    status: int
    detail: str
    request_id: str = Field(description="Also in X-Request-Id and in the log.")
    errors: list[ProblemError]
