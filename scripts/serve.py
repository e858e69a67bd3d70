"""`trr serve`: the API and the pages, over HTTP."""

import asyncio
import socket
import sys
import threading

import click
import uvicorn
from uvicorn.supervisors import Multiprocess

from scripts._database import open_migrated
from scripts._errors import reports_errors
from trr_backend.config import Settings, load_settings
from trr_backend.errors import ConfigError, DatabaseUnavailable

_BACKLOG = 2048


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Address.")
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    default=8000,
    show_default=True,
    help="Port; 0 takes a free one.",
)
@click.option(
    "--workers",
    type=click.IntRange(min=1),
    default=1,
    show_default=True,
    help="Processes that answer.",
)
@click.option(
    "--until-eof",
    is_flag=True,
    hidden=True,
    help="End when standard input ends: whoever started it is gone.",
)
@reports_errors
def command(*, host: str, port: int, workers: int, until_eof: bool) -> None:
    """Serve the API and its pages until Ctrl-C.

    The embedded database is started and brought up to date first; one of your own must
    be up to date already.

    \b
    Example:
      trr serve --port 8080
    """
    settings = load_settings()
    with _listen(host, port) as listener:
        asyncio.run(_prepare(settings))
        _print_where(listener)
        _run(settings, workers, listener, until_eof=until_eof)


def _listen(host: str, port: int) -> socket.socket:
    """Return the listening socket: callers queue while the workers come up."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        listener = socket.create_server((host, port), family=family, backlog=_BACKLOG)
    except OSError as error:
        raise ConfigError(
            f"{host}:{port} cannot be served: {_reason(error)}; choose another --port"
        ) from None
    # Inherited by each connection. Head and body are two packets: without this the
    # second waits, on a connection that is kept, 40 ms for the first one's receipt.
    listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    listener.set_inheritable(True)
    return listener


def _reason(error: OSError) -> str:
    """Return the system's words alone; Python repeats the address after them."""
    return (error.strerror or str(error)).partition(" (")[0].lower()


async def _prepare(settings: Settings) -> None:
    async with open_migrated(settings):
        pass


def _print_where(listener: socket.socket) -> None:
    host, port = listener.getsockname()[:2]
    base = f"http://{f'[{host}]' if ':' in host else host}:{port}"
    print(f"serving on {base}", flush=True)
    print(f"  shows      {base}/")
    print(f"  API        {base}/api/v1/shows")
    print(f"  reference  {base}/docs and {base}/openapi.json", flush=True)


def _run(
    settings: Settings, workers: int, listener: socket.socket, *, until_eof: bool
) -> None:
    # Named, not imported: commands know nothing of what the API is made of.
    config = uvicorn.Config(
        "api.app:create_app",
        factory=True,
        workers=workers,
        # Its records go where ours go, see trr_backend/utils/logs.py.
        log_config=None,
        log_level=settings.log_level.lower(),
        access_log=False,
        server_header=False,
        # Who may say for whom they ask is a setting of the API (TRR_TRUSTED_PROXIES).
        proxy_headers=False,
    )
    server = uvicorn.Server(config)
    if until_eof:
        threading.Thread(target=_end_with_input, args=[server], daemon=True).start()
    try:
        if workers > 1:
            Multiprocess(config, sockets=[listener]).run()
            return
        server.run(sockets=[listener])
    except KeyboardInterrupt:
        return
    if not server.started:
        raise DatabaseUnavailable("the API did not start; what is above says why")


def _end_with_input(server: uvicorn.Server) -> None:
    """Stop the server when standard input ends, however its other side ended."""
    sys.stdin.read()
    server.should_exit = True


if __name__ == "__main__":
    command()
