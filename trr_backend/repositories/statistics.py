"""What the server knows of the tables' sizes, by which it plans.

It looks at them once a minute at most. A first import outruns that: for tables that it
still takes for empty, what is due for 1,000 shows took it 100 seconds instead of a
tenth of one (measured), because each show was compared with every document.
"""

from psycopg import sql

from trr_backend.repositories.db import Transaction
from trr_backend.repositories.sql import composed, queries

_SQL = queries("statistics")
# Fewer rows cost nothing, however they are gone through.
_LEAST_ROWS = 500


async def renew(tx: Transaction) -> None:
    """Let the server look at the tables that have changed a lot since it last did."""
    cursor = await tx.execute(_SQL["stale"], {"least": _LEAST_ROWS})
    stale = [sql.Identifier(*names) for names in await cursor.fetchall()]
    if stale:
        await tx.execute(composed(_SQL["analyse"], tables=sql.SQL(", ").join(stale)))
