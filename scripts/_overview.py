"""The demo's table: what came together, show by show."""

from collections.abc import Sequence

from rich.console import Console
from rich.table import Table

from scripts._database import open_migrated
from trr_backend.config import Settings
from trr_backend.repositories import overview
from trr_backend.repositories.overview import ShowLine, Totals


async def load_overview(settings: Settings) -> tuple[list[ShowLine], Totals]:
    """Return a line for each show, and how much there is of everything."""
    async with open_migrated(settings) as database, database.transaction() as tx:
        return await overview.load_lines(tx), await overview.load_totals(tx)


def print_overview(console: Console, lines: Sequence[ShowLine], totals: Totals) -> None:
    """Print the table and the totals."""
    table = Table(box=None, pad_edge=False, header_style="bold")
    table.add_column("show", overflow="ellipsis", no_wrap=True, max_width=30)
    table.add_column("year", justify="right", no_wrap=True, min_width=4)
    table.add_column("from", no_wrap=True, min_width=4)
    table.add_column("networks", overflow="ellipsis", no_wrap=True, max_width=19)
    table.add_column("offers", justify="right", no_wrap=True, min_width=6)
    table.add_column("regions", justify="right", no_wrap=True, min_width=7)
    for line in lines:
        table.add_row(
            line.name,
            str(line.year or ""),
            line.country,
            line.networks,
            str(line.offers),
            str(line.regions),
        )
    console.print()
    console.print(table)
    console.print(
        f"\n{totals.shows} shows, {totals.networks} networks, "
        f"{totals.production_companies} production companies, "
        f"{totals.watch_providers} watch providers, {totals.offers} offers, "
        f"{totals.pictures} pictures, {totals.events} events"
    )
