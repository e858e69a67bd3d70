"""Whether what a run is to be about can be found, before anything is done."""

from trr_backend.errors import InputError
from trr_backend.models.selection import Selection
from trr_backend.repositories import shows
from trr_backend.repositories.db import Transaction


async def check_selection(tx: Transaction, selection: Selection) -> None:
    """Raise InputError for a show that is not in the catalogue, or not followed."""
    for ref in selection.shows:
        show_id = await shows.find(tx, ref)
        if show_id is None:
            raise InputError(
                f"no show {ref} in the catalogue; `trr import lists` brings it in"
            )
        if not await shows.is_tracked(tx, show_id):
            raise InputError(
                f"{ref} is not followed: nothing is fetched for it; `trr shows "
                f"track {ref}` follows it again"
            )
