"""Answers cut down to the fields that were asked for: `fields=id,name`.

A body is cut after it passed its whole schema, and the values in it are passed on as
Postgres wrote them.
"""

from collections.abc import Callable, Sequence
from typing import Annotated, Any, Final, Generic, TypeVar

import msgspec
from pydantic import BaseModel, ConfigDict, Field, field_validator

from api.schemas.common import Answer

# What is cut is none of the answers that are promised whole, and says so.
MEDIA_TYPE: Final = "application/vnd.trr.part+json"
# What always stays: a thing's name, and who has to be named with it.
KEPT: Final = frozenset({"id", "attribution"})
INCLUDED: Final = "included"

Cut = Callable[[bytes], bytes]
Shape = TypeVar("Shape", bound=Answer)
Words = Annotated[
    tuple[str, ...], Field(json_schema_extra={"uniqueItems": True, "minItems": 1})
]
_LONGEST_NAMED: Final = 40


class FieldsQuery(BaseModel, Generic[Shape]):
    """Which fields are wanted of Shape: of a detail, or of each item of a list.

    A parameter we do not know is an error, not a shrug.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    fields: Words | None = Field(
        default=None,
        description="Only these fields, of the object or of each item of a list, with "
        "commas: `fields=name`. `id` and `attribution` always stay. The answer is of "
        f"the media type `{MEDIA_TYPE}` then.",
    )

    @field_validator("fields", mode="before")
    @classmethod
    def _are_there(cls, value: object) -> object:
        return named(value, tuple(shape_of(cls).model_fields), kind="field")

    @property
    def wanted(self) -> frozenset[str] | None:
        """The fields that the answer keeps; None: it stays whole."""
        if self.fields is None:
            return None
        include = getattr(self, "include", None)
        return KEPT.union(self.fields, () if include is None else (INCLUDED,))


def named(value: object, known: Sequence[str], *, kind: str) -> object:
    """Return the words of a parameter that takes several with commas.

    Raises ValueError for what is not among the `known` ones, and for a word twice.
    """
    if not isinstance(value, list):
        return value
    words = [word for part in value for word in str(part).split(",")]
    if unknown := [word for word in words if word not in known]:
        what = f" {unknown[0]}" if 0 < len(unknown[0]) <= _LONGEST_NAMED else ""
        raise ValueError(f"there is no {kind}{what}; there are: {', '.join(known)}")
    if len(set(words)) < len(words):
        raise ValueError(f"name each {kind} once")
    return tuple(words)


def shape_of(query: type[BaseModel]) -> type[Answer]:
    """Return the Shape of a FieldsQuery. Raises TypeError where none was said."""
    for base in query.__mro__:
        said: dict[str, Any] = getattr(base, "__pydantic_generic_metadata__", {})
        for one in said.get("args", ()):
            if isinstance(one, type) and issubclass(one, Answer):
                return one
    raise TypeError(f"say of which answer {query.__name__} is: PageQuery[ListedShow]")


class _Listing(msgspec.Struct):
    items: list[dict[str, msgspec.Raw]]
    next_cursor: msgspec.Raw
    attribution: msgspec.Raw


def cut_of(wanted: frozenset[str] | None) -> Cut | None:
    """Return what cuts an object to the fields that are wanted; None: nothing."""
    if wanted is None:
        return None

    def cut(body: bytes) -> bytes:
        whole = msgspec.json.decode(body, type=dict[str, msgspec.Raw])
        return msgspec.json.encode(_kept(whole, wanted))

    return cut


def cut_of_items(wanted: frozenset[str] | None) -> Cut | None:
    """Return the same for each item of a list; the list itself stays whole."""
    if wanted is None:
        return None

    def cut(body: bytes) -> bytes:
        whole = msgspec.json.decode(body, type=_Listing)
        whole.items = [_kept(one, wanted) for one in whole.items]
        return msgspec.json.encode(whole)

    return cut


def _kept(
    whole: dict[str, msgspec.Raw], wanted: frozenset[str]
) -> dict[str, msgspec.Raw]:
    return {name: value for name, value in whole.items() if name in wanted}
