"""The stage that says which of somebody's pictures in wikis are not kept, and why."""

from collections.abc import Sequence

from scripts._stage import Context, Plan, Stage, Work
from scripts._subject_options import Named
from scripts._wiki_pages import Shows, readings
from trr_backend.models.person_ref import PersonRef
from trr_backend.models.wiki import Wiki
from trr_backend.repositories import wiki_pictures
from trr_backend.repositories.wiki_pictures import Listed
from trr_backend.utils.text import counted


def left_out_stage(
    named: Sequence[Wiki], of: Shows, person: PersonRef
) -> Stage[None, None]:
    """Return the stage, which does nothing else."""

    async def plan(context: Context) -> Plan[None]:
        choice = context.settings.fandom_images
        wikis = [one.wiki for one in await readings(context, named, of)]
        async with context.database.transaction() as tx:
            subject = await Named(person=person).find(tx)
            found = [
                (wiki, await wiki_pictures.count_listed(tx, wiki, subject.id))
                for wiki in wikis
            ]
        said = ((wiki, _note(listed, choice)) for wiki, listed in found)
        notes = [f"{subject.label} in {one.name}: {note}" for one, note in said if note]
        return Plan((), notes=notes)

    async def collect(_context: Context, _item: None) -> None:
        return None

    async def store(_work: Work, _item: None, _got: None) -> None:
        return None

    return Stage("wiki-left-out", str, plan, collect, store, is_optional=True)


def _note(listed: Listed, choice: str) -> str | None:
    if choice == "none":
        return "no picture is taken (TRR_FANDOM_IMAGES=none)"
    if not listed.total:
        return "no page about them shows a picture"
    if choice == "all" or not listed.unfree:
        return None
    some = f"{counted(listed.unfree, 'picture')} of {listed.total} left out"
    return (
        f"{some}, for no free licence is stated there; TRR_FANDOM_IMAGES=all takes "
        "all, where you have the right to"
    )
