"""The demo's table: what came together, show by show, and where to look at it."""

from dataclasses import dataclass

from rich.console import Console
from rich.table import Table

from scripts._database import open_migrated
from trr_backend.config import Settings
from trr_backend.repositories import overview
from trr_backend.repositories.overview import Example, ShowLine, Totals


@dataclass(frozen=True, slots=True)
class Overview:
    """A line for each show, how much there is of everything, and what to try."""

    lines: list[ShowLine]
    totals: Totals
    example: Example | None


async def load_overview(settings: Settings) -> Overview:
    """Return what came together."""
    async with open_migrated(settings) as database, database.transaction() as tx:
        return Overview(
            await overview.load_lines(tx),
            await overview.load_totals(tx),
            await overview.load_example(tx),
        )


def print_overview(console: Console, found: Overview) -> None:
    """Print the table and the totals."""
    # As wide as a terminal of 80: a gap of one.
    table = Table(box=None, pad_edge=False, padding=(0, 1, 0, 0), header_style="bold")
    table.add_column("show", overflow="ellipsis", no_wrap=True, max_width=26)
    table.add_column("year", justify="right", no_wrap=True, min_width=4)
    table.add_column("from", no_wrap=True, min_width=4)
    table.add_column("networks", overflow="ellipsis", no_wrap=True, max_width=12)
    for name in ("seasons", "episodes", "people", "offers"):
        table.add_column(name, justify="right", no_wrap=True, min_width=len(name))
    for line in found.lines:
        counts = (line.seasons, line.episodes, line.people, line.offers)
        table.add_row(
            line.name,
            str(line.year or ""),
            line.country,
            line.networks,
            *map(str, counts),
        )
    console.print()
    console.print(table)
    totals = found.totals
    console.print(
        f"\n{totals.shows} shows, {totals.seasons} seasons, "
        f"{totals.episodes} episodes, {totals.people} people, "
        f"{totals.credits} credits, {totals.networks} networks, "
        f"{totals.production_companies} production companies, "
        f"{totals.watch_providers} watch providers, {totals.offers} offers, "
        f"{totals.pictures} pictures, {totals.events} events"
    )


def print_where(console: Console, base: str, found: Overview) -> None:
    """Print the addresses to open, and some to ask."""
    api = f"{base}/api/v1"
    example = found.example
    slug = example.slug if example else next((one.slug for one in found.lines), None)
    addresses = {
        "shows": f"{base}/",
        "live": f"{base}/live",
        "API": f"{api}/shows",
        "docs": f"{base}/docs",
        "try": f"curl {api}/shows/{slug or ''}",
    }
    if example:
        addresses |= {
            "season": f"{api}/shows/{example.slug}/seasons/{example.season}",
            "cast": f"{api}/shows/{example.slug}/cast?season={example.season}",
            "person": f"{base}/people/{example.person_id}",
        }
    console.print("[bold]Where to look[/]")
    for name, address in addresses.items():
        console.print(f"  {name:<6} {address}", soft_wrap=True, markup=False)
