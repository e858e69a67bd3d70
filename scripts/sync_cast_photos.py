"""`trr sync cast-photos`: photos of the people in shows."""

import click

from scripts._command import AnyStage, stage_command
from scripts._listed_images import LIST_CAST_PHOTOS
from scripts._options import selection_options
from scripts._picture_choice import pictures_stage
from scripts._variants import VARIANTS

MIRROR = pictures_stage("cast-photos", "photos", "photo")
STAGES: list[AnyStage] = [LIST_CAST_PHOTOS, MIRROR]


@click.command("cast-photos")
@selection_options
@stage_command("sync cast-photos")
def command() -> list[AnyStage]:
    """Keep the photos of the people who are credited in each show.

    A person's own answer (`trr sync people`) names them; until it is there, the one
    photo of the credit is kept. Kept, refused and tried again as show-images are.

    \b
    Example:
      trr sync cast-photos --show tmdb:14658
    """
    return [*STAGES, VARIANTS]


if __name__ == "__main__":
    command()
