"""Facts that pages of wikis state, and who took part in the seasons of a show."""

from typing import Literal

from pydantic import AwareDatetime, Field

from api.schemas.common import Answer
from api.schemas.names import PersonName, SeasonName, ShowSlug

_LICENCE = "As the wiki states it; null where it states none."
_GONE = "Since when the wiki no longer has the page; what it said is kept."


class OtherValue(Answer):
    """What another source says in the same field."""

    value: str
    source: str = Field(examples=["tmdb"])
    source_url: str | None = Field(
        description="The page that says so; null for the record itself."
    )
    is_shown: bool = Field(description="It is the value in the record.")


class Statement(Answer):
    """Where a page states something, and under which terms."""

    source: Literal["fandom", "wiki"] = Field(
        description="A wiki of Fandom, or any other."
    )
    source_url: str = Field(
        description="The page.",
        examples=["https://survivor.fandom.com/wiki/Rob_Mariano"],
    )
    revision: int = Field(
        description="In which this was first seen: `oldid` of the page's address.",
        examples=[1234567],
    )
    retrieved_at: AwareDatetime = Field(description="When that was fetched.")
    licence: str | None = Field(description=_LICENCE, examples=["CC BY-SA 3.0"])
    licence_url: str | None
    attribution: str = Field(description="What the wiki asks to be said.")
    page_missing_since: AwareDatetime | None = Field(description=_GONE)


class Fact(Statement):
    """A value that a page of a wiki states."""

    field: str = Field(examples=["place_of_birth"])
    value: str | list[str] = Field(
        description="Dates are ISO 8601, as exact as the page is. What can be many is "
        "a list, also of one.",
        examples=["1975-12-25", ["I'm the Robfather."]],
    )
    heading: str | None = Field(description="Of the section that it stands in.")
    season: SeasonName | None = Field(description="In which it holds, where known.")
    scope: str | None = Field(
        description="The season as the page names it; null: it holds always.",
        examples=["Survivor: All-Stars"],
    )
    missing_since: AwareDatetime | None = Field(
        description="Since when the page no longer states it."
    )
    conflicts: list[OtherValue] = Field(
        description="Other values of the same field, by other pages and in the record; "
        "one that is only less exact is none, lists have none."
    )


class PersonFact(Fact):
    """A fact of a person, in a season of any of their shows."""

    show: ShowSlug | None


class LedgerStatement(Statement):
    """What one page states of somebody's part in a season, verbatim."""

    stated_by: Literal["season", "person"] = Field(
        description="The page of the season, or that of the person."
    )
    placement: str | None
    place: int | None
    entry: str | None
    exit: str | None
    teams: list[str]


class LedgerEntry(Answer):
    """Somebody's part in a season of a show.

    The season's own page is believed first; what it leaves open is filled from the
    person's page. `sources` has what each of them states.
    """

    season: SeasonName | None = Field(description="Null where it is none of ours.")
    scope: str = Field(
        description="The season as the page names it.", examples=["Survivor: Marquesas"]
    )
    person: PersonName | None = Field(description="Null where it is nobody of ours.")
    name: str = Field(description="As the page has it.", examples=["Rob Mariano"])
    placement: str | None = Field(description="Verbatim.", examples=["10th/16"])
    place: int | None = Field(description="1 is the winner.", examples=[10])
    entry: str | None = Field(description="Verbatim.", examples=["Day 1"])
    exit: str | None = Field(
        description="Verbatim.", examples=["7th voted out, day 21"]
    )
    teams: list[str] = Field(examples=[["Maraamu", "Rotu"]])
    stated_by: Literal["season", "person"]
    missing_since: AwareDatetime | None = Field(
        description="Since when no page states it any more."
    )
    sources: list[LedgerStatement] = Field(description="The one that is shown first.")
