"""Which pictures of shows, seasons and people an installation keeps, as a stage."""

from collections.abc import Callable
from uuid import UUID

from scripts._due_pictures import OWNERS, Chunk
from scripts._mirror import Outcome, mirror_stage
from scripts._show_stage import PICTURES_BY_SHOW, selected_ids
from scripts._stage import Context, Parts, Stage
from trr_backend.config.pictures import TakenKind
from trr_backend.repositories import pictures
from trr_backend.repositories.pictures import Choice, Owners

Choosing = Callable[[Context, tuple[UUID, ...]], Choice]


def pictures_stage(
    name: str, owners: Owners, *kinds: TakenKind
) -> Stage[Chunk, list[Outcome]]:
    """Return the stage that keeps pictures of these kinds, as TRR_IMAGES says.

    Of wikis it keeps all that TRR_FANDOM_IMAGES allows.
    """
    choose = chooser(owners, kinds)
    if owners == "photos":
        return mirror_stage(name, choose, parts=_by_person(choose))
    return mirror_stage(name, choose, parts=PICTURES_BY_SHOW)


def _by_person(choose: Choosing) -> Parts:
    """Return the parts of people who have pictures to keep."""

    async def of(context: Context) -> list[UUID]:
        choice = choose(context, tuple(await selected_ids(context)))
        owners: list[UUID] = []
        async with context.database.transaction() as tx:
            while some := await pictures.load_owners_due(
                tx, choice, after=owners[-1] if owners else None, limit=OWNERS
            ):
                owners.extend(some)
        return owners

    return Parts("person", "pictures", 50, of)


def chooser(owners: Owners, kinds: tuple[TakenKind, ...]) -> Choosing:
    """Return what makes the choice of pictures of these kinds by the settings."""

    def choose(context: Context, show_ids: tuple[UUID, ...]) -> Choice:
        taken = context.settings.images_taken
        languages = context.settings.image_language_codes
        people = context.selection.people if owners == "photos" else None
        return Choice(
            owners=(owners,) if people is None else ("people",),
            show_ids=show_ids if people is None else people,
            numbers=tuple((kind, taken[kind]) for kind in kinds if taken[kind] != 0),
            languages=None if languages is None else tuple(sorted(languages)),
            of_wikis=context.settings.fandom_images,
            force=context.selection.force,
        )

    return choose
