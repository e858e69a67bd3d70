"""A PostgreSQL server of our own, for whoever has none.

Its programs come from a wheel, its data lie under TRR_HOME. The first process that
needs the database starts the server; it is shared by all processes and stays up until
`trr db stop`. Its port is another one after each start, so nobody may keep the URL.
"""

from trr_backend.repositories.embedded.server import (
    ServerState,
    ensure_server,
    has_cluster,
    running_url,
    server_folder,
    server_state,
    stop_server,
)

__all__ = [
    "ServerState",
    "ensure_server",
    "has_cluster",
    "running_url",
    "server_folder",
    "server_state",
    "stop_server",
]
