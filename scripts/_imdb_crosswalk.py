"""The stage that gives our episodes their IMDb ids, and asks where that is doubtful."""

from uuid import UUID

from scripts._show_stage import selected_ids
from scripts._stage import Context, Plan, Stage, Work
from trr_backend.errors import Missing
from trr_backend.ingestion.crosswalk import match_episodes, match_people
from trr_backend.models.crosswalk import BothSides, EpisodeCrosswalk
from trr_backend.models.shows import ExternalId
from trr_backend.repositories import external_ids, imdb_crosswalk
from trr_backend.repositories.imdb_crosswalk import CrosswalkShow
from trr_backend.utils.text import counted


async def _plan(context: Context) -> Plan[CrosswalkShow]:
    ids = await selected_ids(context)
    async with context.database.transaction() as tx:
        return Plan(await imdb_crosswalk.load_shows(tx, ids))


async def _collect(_context: Context, _show: CrosswalkShow) -> None:
    return None


async def _store(work: Work, show: CrosswalkShow, _got: None) -> str | None:
    """Compare what is stored of both sides, which costs no request."""
    planned = ExternalId("imdb", show.imdb_id)
    if not await external_ids.holds(work.tx, "show", show.id, planned):
        return "has another IMDb id by now; run the command again"
    both = await imdb_crosswalk.load_both(work.tx, show)
    found = _compared(work, both)
    attached = await imdb_crosswalk.attach(work, show.name, found.matches)
    asked = await imdb_crosswalk.ask_episodes(work.tx, found.doubts)
    seasons = await imdb_crosswalk.ask_seasons(work.tx, show.id, found.seasons)
    people = match_people(both.our_people, both.their_people)
    asked_people = await imdb_crosswalk.ask_people(work.tx, people)
    questions = asked + seasons + asked_people
    if attached or questions:
        numbered = (
            f"{counted(seasons, 'season')} numbered differently, " if seasons else ""
        )
        work.notes.append(
            f"{_label(show)}: {counted(attached, 'episode')} matched, "
            f"{asked} doubtful, {numbered}"
            f"{counted(asked_people, 'person', 'people')} of one name"
            f"{_advice(questions)}"
        )
    return None


async def give_ids(work: Work, show_id: UUID) -> int:
    """Give a show's episodes the ids that are certain by now; return how many got one.

    Raises Missing where nothing of IMDb's is stored of the show any more.
    """
    shows = await imdb_crosswalk.load_shows(work.tx, [show_id])
    if not shows:
        raise Missing("IMDb's part is gone; `trr review --refuse` closes it")
    (show,) = shows
    found = _compared(work, await imdb_crosswalk.load_both(work.tx, show))
    return await imdb_crosswalk.attach(work, show.name, found.matches)


def _compared(work: Work, both: BothSides) -> EpisodeCrosswalk:
    return match_episodes(both.ours, both.theirs, work.at.date(), both.shifts)


def _advice(questions: int) -> str:
    return "; decide with `trr review`" if questions else ""


def _label(show: CrosswalkShow) -> str:
    return f"{show.name} (imdb:{show.imdb_id})"


CROSSWALK_STAGE = Stage("imdb-crosswalk", _label, _plan, _collect, _store)
