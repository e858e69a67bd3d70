"""TMDb's answers as typed shapes, and the one decoder for each kind of answer.

Each decoder takes the body and the answer's public address (for the error) and raises
`errors.Changed`, naming the field, where the answer is no longer what we know.
"""

import re
from datetime import date

from trr_backend.integrations.tmdb.changes import ChangesAnswer, decode_changes
from trr_backend.integrations.tmdb.credits import (
    AggregateCredits,
    CastCredit,
    Credited,
    CreditedSeason,
    CrewCredit,
    EpisodeCredits,
    Job,
    Role,
    SeasonCredits,
    decode_credited_season,
    decode_credited_series,
    decode_season_credits,
)
from trr_backend.integrations.tmdb.decoding import decoder
from trr_backend.integrations.tmdb.entries import entries, entry_url
from trr_backend.integrations.tmdb.found import (
    Configuration,
    FindAnswer,
    FoundSeries,
    ListItem,
    ListPageV3,
    ListPageV4,
    SearchAnswer,
)
from trr_backend.integrations.tmdb.images import (
    ListedImage,
    PersonImages,
    PicturedPerson,
    PicturedSeries,
    SeasonImages,
    ShowImages,
    decode_pictured_person,
    decode_pictured_series,
    decode_season_images,
)
from trr_backend.integrations.tmdb.offers import (
    Provider,
    decode_region,
)
from trr_backend.integrations.tmdb.orders import (
    EpisodeGroup,
    ListedOrder,
    decode_episode_group,
)
from trr_backend.integrations.tmdb.people import (
    CombinedCredits,
    PersonDetails,
    PersonIds,
    PersonWork,
    decode_person,
)
from trr_backend.integrations.tmdb.seasons import (
    ListedSeason,
    Season,
    SeasonEpisode,
    appended_seasons,
    decode_season,
)
from trr_backend.integrations.tmdb.series import (
    ExternalIds,
    Named,
    Organisation,
    TvDetails,
)
from trr_backend.integrations.tmdb.whole import check_appended

__all__ = [
    "AggregateCredits",
    "CastCredit",
    "ChangesAnswer",
    "CombinedCredits",
    "Configuration",
    "Credited",
    "CreditedSeason",
    "CrewCredit",
    "EpisodeCredits",
    "EpisodeGroup",
    "ExternalIds",
    "FindAnswer",
    "FoundSeries",
    "Job",
    "ListItem",
    "ListPageV3",
    "ListPageV4",
    "ListedImage",
    "ListedOrder",
    "ListedSeason",
    "Named",
    "Organisation",
    "PersonDetails",
    "PersonIds",
    "PersonImages",
    "PersonWork",
    "PicturedPerson",
    "PicturedSeries",
    "Provider",
    "Role",
    "SearchAnswer",
    "Season",
    "SeasonCredits",
    "SeasonEpisode",
    "SeasonImages",
    "ShowImages",
    "TvDetails",
    "appended_seasons",
    "blank_to_none",
    "check_appended",
    "decode_changes",
    "decode_configuration",
    "decode_credited_season",
    "decode_credited_series",
    "decode_episode_group",
    "decode_find",
    "decode_list_page_v3",
    "decode_list_page_v4",
    "decode_person",
    "decode_pictured_person",
    "decode_pictured_series",
    "decode_search",
    "decode_season",
    "decode_season_credits",
    "decode_season_images",
    "decode_tv",
    "entries",
    "entry_url",
    "parse_date",
]

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_tv = decoder(TvDetails, decode_region)
_find = decoder(FindAnswer)
_search = decoder(SearchAnswer)
_list_v3 = decoder(ListPageV3)
_list_v4 = decoder(ListPageV4)
_configuration = decoder(Configuration)


def decode_tv(body: bytes, url: str = "") -> TvDetails:
    """Return the series in an answer of `/3/tv/{id}`. Raises Changed."""
    return _tv(body, url)


def decode_find(body: bytes, url: str = "") -> FindAnswer:
    """Return what `/3/find/{id}` found. Raises Changed."""
    return _find(body, url)


def decode_search(body: bytes, url: str = "") -> SearchAnswer:
    """Return one page of `/3/search/tv`. Raises Changed."""
    return _search(body, url)


def decode_list_page_v3(body: bytes, url: str = "") -> ListPageV3:
    """Return one page of `/3/list/{id}`. Raises Changed."""
    return _list_v3(body, url)


def decode_list_page_v4(body: bytes, url: str = "") -> ListPageV4:
    """Return one page of `/4/list/{id}`. Raises Changed."""
    return _list_v4(body, url)


def decode_configuration(body: bytes, url: str = "") -> Configuration:
    """Return the answer of `/3/configuration`. Raises Changed."""
    return _configuration(body, url)


def blank_to_none(text: str | None) -> str | None:
    """Return the text, or None where TMDb sent "" or blanks for "nothing"."""
    return (text or "").strip() or None


def parse_date(text: str | None) -> date | None:
    """Return the day, or None for "", null and what is no calendar day."""
    day = (text or "").strip()
    if not _DAY.fullmatch(day):
        return None
    try:
        return date.fromisoformat(day)
    except ValueError:
        return None
