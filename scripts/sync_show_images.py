"""`trr sync show-images`: posters, backdrops and logos of shows."""

import click

from scripts._command import AnyStage, stage_command
from scripts._listed_images import LIST_SHOW_IMAGES
from scripts._options import selection_options
from scripts._picture_choice import pictures_stage
from scripts._variants import VARIANTS

MIRROR = pictures_stage("show-images", "shows", "poster", "backdrop", "logo")
STAGES: list[AnyStage] = [LIST_SHOW_IMAGES, MIRROR]


@click.command("show-images")
@selection_options
@stage_command("sync show-images")
def command() -> list[AnyStage]:
    """Keep the posters, backdrops and logos of each show.

    Which there are is known from the show's own answer: listing them costs no request.
    TRR_IMAGES and TRR_IMAGE_LANGUAGES say how many of each kind are kept, and in which
    languages. A path that is kept is never fetched again; what is no proper picture is
    refused, named, and tried again after a day, then two, then four (--force: now, and
    everything that the store lacks).

    \b
    Example:
      trr sync show-images --show tmdb:14658
    """
    return [*STAGES, VARIANTS]


if __name__ == "__main__":
    command()
