"""`trr sync seasons-episodes`: every season and episode, languages and orders."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

import click

from scripts._command import AnyStage, stage_command
from scripts._keep import Answer, keep
from scripts._options import (
    accept_removals_option,
    max_age_option,
    selection_options,
)
from scripts._show_stage import (
    ANOTHER_SERIES,
    BY_SHOW,
    SHOWS_TOGETHER,
    is_still,
    selected_ids,
    show_label,
)
from scripts._stage import Context, Plan, Stage, Work
from scripts.backfill_tmdb_details import STAGE as DETAILS
from trr_backend.config import Settings
from trr_backend.errors import (
    ConfigError,
    Missing,
    NotFound,
    Suspicious,
    UpstreamError,
)
from trr_backend.ingestion.seasons import (
    SEASONS_MAPPING,
    WantedDocument,
    fetch_wanted,
    seasons_from_tmdb,
    wanted_documents,
)
from trr_backend.ingestion.shows import tv_key
from trr_backend.models.seasons import EpisodeRecord, SeasonsRecord
from trr_backend.repositories import documents, families, overrides, seasons
from trr_backend.repositories.families import Address, DueFamily, Use
from trr_backend.repositories.in_step import both
from trr_backend.repositories.removals import Removals
from trr_backend.repositories.sets import Owner
from trr_backend.repositories.shows import Freshness

_PART = "tv_part"
# One answer that fails keeps nobody from the others; then the upstream has trouble.
_MOST_FAILURES = 2
_LISTED_ONLY = "Listed only, their episodes are kept as they were"


def seasons_use(settings: Settings) -> Use:
    """Return how this stage uses a show's documents."""
    return Use(
        stage="seasons-episodes",
        mapping=SEASONS_MAPPING,
        kinds=("tv", _PART, "tv_lang", "episode_group"),
        asked=",".join(settings.languages),
    )


# Seasons as they are, though a language or an order failed to come.
ROWS_USE = Use(stage="season-rows", mapping=SEASONS_MAPPING, kinds=("tv", _PART))


@dataclass(frozen=True, slots=True)
class _Got:
    """What was fetched, and by which rules it is to be used.

    `undone` says why not everything was fetched; what was is kept all the same. Where
    a part is lacking (`is_cut`), an episode that moved into it would be taken for gone.
    """

    use: Use
    languages: tuple[str, ...]
    removals: Removals
    force: bool
    wanted: tuple[str, ...]
    answers: tuple[Answer, ...] = ()
    undone: str | None = None
    is_cut: bool = False
    notes: tuple[str, ...] = ()


async def _plan(context: Context) -> Plan[DueFamily]:
    ids = await selected_ids(context)
    async with context.database.reading() as tx:
        found = await families.load_due(
            tx,
            ids,
            seasons_use(context.settings),
            force=context.selection.force,
            freshness=Freshness(),
        )
    items = [show for show in found if show.due or show.apply]
    return Plan(items, unchanged=len(found) - len(items))


async def _collect(context: Context, show: DueFamily) -> _Got:
    async with context.database.reading() as tx:
        stored, addresses = await both(
            tx,
            partial(documents.load, key=tv_key(show.tmdb_id)),
            partial(families.load_addresses, tmdb_id=show.tmdb_id),
        )
    if stored is None:
        raise Missing(
            f"no TMDb document for {show.name}; run `trr backfill tmdb-details`"
        )
    languages = context.settings.languages
    family = wanted_documents(context.tmdb, stored.document, languages)
    answers: list[Answer] = []
    notes: list[str] = []
    undone: dict[str, str] = {}
    for wanted in family:
        known = addresses.get(_name(wanted))
        if not _is_due(show, wanted, known):
            continue
        try:
            answers.append(await _fetch(context, wanted, known))
        except ConfigError:
            raise
        except UpstreamError as error:
            if isinstance(error, NotFound) and not wanted.entries:
                note = f"{show_label(show)}: {wanted.label} is listed only: {error}"
                notes.append(note)
                continue
            undone[_name(wanted)] = str(error)
            if len(undone) == _MOST_FAILURES:
                break
    return _Got(
        use=seasons_use(context.settings),
        languages=languages,
        removals=context.removals,
        force=context.selection.force,
        wanted=tuple(map(_name, family)),
        answers=tuple(answers),
        undone="; ".join(undone.values()) or None,
        is_cut=any(name.startswith(_PART) for name in undone),
        notes=tuple(notes),
    )


def _is_due(show: DueFamily, wanted: WantedDocument, known: Address | None) -> bool:
    if known is None or known.url != wanted.url:
        return True
    return _name(wanted) in show.due


def _name(wanted: WantedDocument) -> str:
    return f"{wanted.key.kind} {wanted.key.key}"


async def _fetch(
    context: Context, wanted: WantedDocument, known: Address | None
) -> Answer:
    etag = known.etag if known and known.url == wanted.url else None
    return await fetch_wanted(context.tmdb, wanted, etag=etag, now=context.now())


async def _store(work: Work, show: DueFamily, got: _Got) -> str | None:
    work.notes.extend(got.notes)
    for answer in got.answers:
        await keep(work, answer)
    if got.is_cut:
        return got.undone
    if not await is_still(work, show):
        return ANOTHER_SERIES
    await families.forget_unasked(work.tx, show.tmdb_id, got.wanted)
    done = await families.is_applied(work.tx, show.id, show.tmdb_id, got.use)
    if done and not got.force:
        return got.undone
    try:
        async with work.attempt() as attempt:
            await _write(attempt, show, got)
    except Suspicious as error:
        # What was fetched is kept: whoever accepts it need not fetch it again.
        return str(error)
    use = ROWS_USE if got.undone else got.use
    await families.mark_applied(work.tx, show.id, show.tmdb_id, use)
    return got.undone


async def _write(work: Work, show: DueFamily, got: _Got) -> None:
    stored = await families.load_for_use(work.tx, show.tmdb_id, got.use)
    said = [one.document for one in stored]
    record = seasons_from_tmdb(
        said, got.languages, await overrides.load_for_show(work.tx, show.id)
    )
    as_of = max(document.fetched_at for document in said)
    await seasons.write(work, Owner(show.id, show.name, as_of), record, got.removals)
    await _tell_cut(work, show, record)


async def _tell_cut(work: Work, show: DueFamily, record: SeasonsRecord) -> None:
    """Say of which seasons not everything came, and what stays because of that."""
    cut = [season for season in record.seasons or () if not season.is_whole]
    stored = await seasons.count_episodes(work.tx, [one.tmdb_id for one in cut])
    for season in cut:
        named = f"Season {season.season_number} of {show_label(show)}"
        kept = stored.get(season.tmdb_id, 0)
        if season.episodes is not None:
            work.notes.append(
                f"{named}: {_came(season.episodes, season.counted, kept)}"
            )
        elif kept:
            work.note_of_many(_LISTED_ONLY, named)


def _came(episodes: Sequence[EpisodeRecord], counted: int | None, stored: int) -> str:
    came = f"{len(episodes)}" if counted is None else f"{len(episodes)} of {counted}"
    others = "; the others are kept as they were" if stored > len(episodes) else ""
    return f"{came} episodes came{others}"


STAGE = Stage(
    "seasons-episodes",
    show_label,
    _plan,
    _collect,
    _store,
    together=SHOWS_TOGETHER,
    parts=BY_SHOW,
)


@click.command("seasons-episodes")
@max_age_option
@accept_removals_option
@selection_options
@stage_command("sync seasons-episodes")
def command() -> list[AnyStage]:
    """Write every season and episode, specials included, in all your languages.

    The first three seasons come with the show's own request, further ones 20 entries a
    request; each language of TRR_LANGUAGES after the first and each alternative order
    costs its own. What is gone at the source is marked and kept.

    \b
    Example:
      trr sync seasons-episodes --show tmdb:14658
    """
    return [DETAILS, STAGE]


if __name__ == "__main__":
    command()
