"""An episode's answers, one a language, as a record with its best title."""

from collections.abc import Mapping
from itertools import chain

from trr_backend.ingestion.documents import TMDB
from trr_backend.ingestion.placeholders import is_episode_placeholder
from trr_backend.ingestion.precedence import OVERRIDE, decide, overridden
from trr_backend.ingestion.translations import Texts, translations
from trr_backend.integrations.tmdb.wire import SeasonEpisode, parse_date
from trr_backend.models.overrides import Overrides
from trr_backend.models.seasons import EpisodeFacts, EpisodeRecord
from trr_backend.utils.text import clean


def episode_from_tmdb(
    tmdb_id: int,
    said: SeasonEpisode,
    elsewhere: Mapping[str, SeasonEpisode | None],
    overrides: Overrides,
) -> EpisodeRecord:
    """Return an episode; `elsewhere` is what each further language says of it."""
    facts, provenance = decide(
        EpisodeFacts,
        {
            TMDB: _facts(said, elsewhere),
            OVERRIDE: overridden(EpisodeFacts, overrides.of("episode", str(tmdb_id))),
        },
        silent=overrides.silent("episode", str(tmdb_id)),
    )
    return EpisodeRecord(
        tmdb_id=tmdb_id,
        episode_number=said.episode_number,
        facts=facts,
        provenance=provenance,
        translations=translations(
            {
                language: Texts(_title(one), clean(one.overview)) if one else None
                for language, one in elsewhere.items()
            }
        ),
    )


def _facts(
    said: SeasonEpisode, elsewhere: Mapping[str, SeasonEpisode | None]
) -> EpisodeFacts:
    runtime = said.runtime or 0
    return EpisodeFacts(
        name=_best_title(said, elsewhere),
        overview=clean(said.overview),
        air_date=parse_date(said.air_date),
        runtime_minutes=runtime if runtime > 0 else None,
        episode_type=clean(said.episode_type),
        production_code=clean(said.production_code),
        still_path=clean(said.still_path),
        vote_average=said.vote_average,
        vote_count=said.vote_count,
    )


def _best_title(
    said: SeasonEpisode, elsewhere: Mapping[str, SeasonEpisode | None]
) -> str | None:
    """Return the first real title along the languages, else the first one's own."""
    titles = (_title(one) for one in chain([said], elsewhere.values()) if one)
    return next((title for title in titles if title), clean(said.name))


def _title(said: SeasonEpisode) -> str | None:
    """Return the title, None where it is none or only a placeholder."""
    title = clean(said.name)
    if title is None or is_episode_placeholder(title, said.episode_number):
        return None
    return title
