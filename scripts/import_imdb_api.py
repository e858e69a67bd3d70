"""`trr import imdb-api`: what IMDb's official API says of each show, as rows."""

from dataclasses import dataclass

import click

from scripts._command import AnyStage, stage_command
from scripts._imdb_crosswalk import CROSSWALK_STAGE
from scripts._keep import keep
from scripts._options import accept_removals_option, selection_options
from scripts._redaction import admitted
from scripts._show_stage import ANOTHER_SERIES, selected_ids
from scripts._stage import Context, Plan, Stage, Work
from trr_backend.errors import Missing
from trr_backend.ingestion.imdb_answers import (
    IMDB_API_MAX_AGE,
    IMDB_API_RESUME,
    fetch_answer,
)
from trr_backend.ingestion.imdb_api import IMDB_API_MAPPING, slice_from_imdb_api
from trr_backend.ingestion.imdb_questions import (
    Asking,
    Question,
    questions,
    title_key,
)
from trr_backend.models.documents import Document
from trr_backend.models.shows import ExternalId
from trr_backend.repositories import documents, external_ids
from trr_backend.repositories.imdb_series import (
    DueSeries,
    load_due_series,
    write_series,
)

_STAGE = "imdb-api"
_PARALLEL = 4


@dataclass(frozen=True, slots=True)
class _Got:
    """The answers in the order asked; `seal` is the title's, where it is a new one."""

    documents: tuple[Document, ...]
    seal: Document | None
    accept_removals: bool


async def _plan(context: Context) -> Plan[DueSeries]:
    ids = await selected_ids(context)
    async with context.database.transaction() as tx:
        found = await load_due_series(
            tx,
            ids,
            stage=_STAGE,
            mapping=IMDB_API_MAPPING,
            max_age=IMDB_API_MAX_AGE,
            force=context.selection.force,
        )
    items = [show for show in found if show.fetch or show.apply]
    without = len(ids) - len(found)
    notes = [f"left out, because they have no IMDb id: {without}"] if without else []
    return Plan(items, unchanged=len(found) - len(items), notes=notes)


async def _collect(context: Context, show: DueSeries) -> _Got:
    """Ask until the series is whole; each page is kept as soon as it was checked."""
    answers: list[Document] = []
    seal: Document | None = None
    asking = questions(show.imdb_id)
    question: Question | None = next(asking)
    # Kept pages are taken up to the first that has to be asked, and none after it: a
    # cursor leads on from its own page only.
    may_reuse = not context.selection.force
    while question is not None:
        answer = await _kept(context, show, question) if may_reuse else None
        may_reuse = answer is not None
        if answer:
            following = _following(asking, answer)
        else:
            said = await fetch_answer(context.imdb, question, now=context.now())
            async with context.database.transaction() as tx:
                # First, so that nobody is asked about who was taken down.
                answer = await admitted(context.work(tx), said)
                following = _following(asking, answer)
                if question.kind == "title":
                    seal = answer
                else:
                    await documents.store(tx, answer)
        answers.append(answer)
        question = following
    return _Got(tuple(answers), seal, context.selection.accept_removals)


async def _kept(
    context: Context, show: DueSeries, question: Question
) -> Document | None:
    """Return the answer that is kept, if it is of this round or no round is due."""
    least = context.now() - IMDB_API_RESUME if show.fetch else None
    async with context.database.transaction() as tx:
        stored = await documents.load(tx, question.key)
    if stored is None or (least and stored.checked_at < least):
        return None
    return stored.document


def _following(asking: Asking, answer: Document) -> Question | None:
    """Return the question after an answer, None where nothing is left to ask."""
    try:
        return asking.send(answer)
    except StopIteration:
        return None


async def _store(work: Work, show: DueSeries, got: _Got) -> str | None:
    planned = ExternalId("imdb", show.imdb_id)
    if not await external_ids.holds(work.tx, "show", show.id, planned):
        return ANOTHER_SERIES
    stored = await keep(work, got.seal)
    if stored is None:
        stored = await documents.load_for_use(work.tx, title_key(show.imdb_id))
    if stored is None:
        raise Missing(f"what IMDb said of {_label(show)} is past its retention")
    await write_series(
        work,
        show.imdb_id,
        _label(show),
        slice_from_imdb_api(got.documents),
        accept=got.accept_removals,
    )
    await documents.mark_applied(work.tx, stored, show.id, _STAGE, IMDB_API_MAPPING)
    return None


def _label(show: DueSeries) -> str:
    return f"{show.name} (imdb:{show.imdb_id})"


STAGE = Stage(_STAGE, _label, _plan, _collect, _store, parallel=_PARALLEL)


@click.command("imdb-api")
@accept_removals_option
@selection_options
@stage_command("import imdb-api")
def command() -> list[AnyStage]:
    """Fetch titles, episodes, credits and names from IMDb's official API.

    For holders of a licence: it needs IMDB_API_KEY, the three ids of a subscription in
    AWS Data Exchange and an AWS key. The rows are those that `trr import imdb-datasets`
    brings, and win over them; episodes are paired with TMDb's the same way. Answers are
    asked for again after a week; a run that was stopped goes on with the page it had
    come to.

    \b
    Example:
      trr import imdb-api --show imdb:tt0251497
    """
    return [STAGE, CROSSWALK_STAGE]


if __name__ == "__main__":
    command()
