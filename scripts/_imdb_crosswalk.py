"""The stage that gives our episodes their IMDb ids, and asks where that is doubtful."""

from scripts._show_stage import selected_ids
from scripts._stage import Context, Plan, Stage, Work
from trr_backend.ingestion.crosswalk import match_episodes, match_people
from trr_backend.models.shows import ExternalId
from trr_backend.repositories import external_ids, imdb_crosswalk
from trr_backend.repositories.imdb_crosswalk import CrosswalkShow


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
    found = match_episodes(both.ours, both.theirs)
    attached = await imdb_crosswalk.attach(work, show.name, found.matches)
    asked = await imdb_crosswalk.ask_episodes(work.tx, found.doubts)
    people = match_people(both.our_people, both.their_people)
    asked_people = await imdb_crosswalk.ask_people(work.tx, people)
    if attached or asked or asked_people:
        work.notes.append(
            f"{_label(show)}: {attached} episodes matched, {asked} doubtful, "
            f"{asked_people} people of one name{_advice(asked + asked_people)}"
        )
    return None


def _advice(questions: int) -> str:
    return "; decide with `trr review`" if questions else ""


def _label(show: CrosswalkShow) -> str:
    return f"{show.name} (imdb:{show.imdb_id})"


CROSSWALK_STAGE = Stage("imdb-crosswalk", _label, _plan, _collect, _store)
