"""`trr import imdb-datasets`: what IMDb's dataset files say of the tracked shows."""

from typing import Any

import click

from scripts._command import AnyStage, run_and_exit
from scripts._errors import reports_errors
from scripts._imdb_crosswalk import CROSSWALK_STAGE
from scripts._imdb_datasets import check_consent, datasets_stage
from scripts._options import Request, accept_removals_option, output_options
from trr_backend.config import load_settings


@click.command("imdb-datasets")
@click.argument("source", required=False, metavar="[DIR|URL]")
@click.option("--force", is_flag=True, help="Read the files even where none changed.")
@accept_removals_option
@output_options
@reports_errors
def command(source: str | None, **options: Any) -> None:
    """Bring in what IMDb's non-commercial datasets say of the tracked shows.

    Needs TRR_IMDB_DATASETS=personal: the data are for personal and non-commercial use,
    are kept apart by their source, and shown only where TRR_PRIVATE=true. All seven
    files are needed: in the folder DIR (packed or not), or at URL; without either they
    are fetched from IMDb into TRR_HOME/imdb, and only if they changed. --dry-run
    fetches them as well.

    Of the rows only those of tracked shows, their episodes and their people are taken.
    Episodes get their IMDb ids where number, title and year agree; where they do not,
    you are asked. `trr sync all`, run before, brings the episodes and people.

    \b
    Examples:
      TRR_IMDB_DATASETS=personal trr import imdb-datasets
      trr import imdb-datasets ~/Downloads/imdb --dry-run
    """
    check_consent(load_settings())
    stages: list[AnyStage] = [datasets_stage(source), CROSSWALK_STAGE]
    run_and_exit("import imdb-datasets", stages, Request.of(**options))


if __name__ == "__main__":
    command()
