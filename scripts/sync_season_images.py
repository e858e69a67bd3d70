"""`trr sync season-images`: posters of seasons and stills of episodes."""

import click

from scripts._command import AnyStage, stage_command
from scripts._listed_images import LIST_SEASON_IMAGES
from scripts._options import selection_options
from scripts._picture_choice import pictures_stage
from scripts._variants import VARIANTS

MIRROR = pictures_stage("season-images", "seasons", "season-poster", "still")
STAGES: list[AnyStage] = [LIST_SEASON_IMAGES, MIRROR]


@click.command("season-images")
@selection_options
@stage_command("sync season-images")
def command() -> list[AnyStage]:
    """Keep the posters of each season and the stills of its episodes.

    They lie together in the season's folder. Seasons and episodes are those that
    `trr sync seasons-episodes` wrote; their answers name the pictures, so that
    listing them costs no request. Kept, refused and tried again as show-images are.

    \b
    Example:
      trr sync season-images --show tmdb:14658
    """
    return [*STAGES, VARIANTS]


if __name__ == "__main__":
    command()
