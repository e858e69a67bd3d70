"""Which pictures of shows, seasons and people an installation keeps, as a stage."""

from collections.abc import Callable
from uuid import UUID

from scripts._due_pictures import Chunk
from scripts._mirror import Outcome, mirror_stage
from scripts._stage import Context, Stage
from trr_backend.config.pictures import TakenKind
from trr_backend.repositories.pictures import Choice, Owners


def pictures_stage(
    name: str, owners: Owners, *kinds: TakenKind
) -> Stage[Chunk, list[Outcome]]:
    """Return the stage that keeps pictures of these kinds, as TRR_IMAGES says.

    Of wikis it keeps all that TRR_FANDOM_IMAGES allows.
    """
    return mirror_stage(name, chooser(owners, kinds))


def chooser(
    owners: Owners, kinds: tuple[TakenKind, ...]
) -> Callable[[Context, tuple[UUID, ...]], Choice]:
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
