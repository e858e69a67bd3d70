"""`trr media variants`: smaller copies of pictures, for pages that show them small."""

import click

from scripts._command import AnyStage, stage_command
from scripts._options import selection_options
from scripts._variants import VARIANTS


@click.command("variants")
@selection_options
@stage_command("media variants")
def command() -> list[AnyStage]:
    """Make the smaller copies that pictures lack, in the formats of this installation.

    The syncs of pictures do this too; alone it is of use after TRR_VARIANT_FORMATS was
    changed. A picture gets copies in every width below its own; one that is animated
    gets none. With --force all are made again and put where the store lacks them.

    \b
    Example:
      trr media variants --show imdb:tt0903747
    """
    return [VARIANTS]


if __name__ == "__main__":
    command()
