"""`trr serve`: the API and the pages, over HTTP."""

import asyncio
import socket

import click

from scripts._database import open_migrated
from scripts._errors import reports_errors
from scripts._serving import Processes, serve
from trr_backend.config import Settings, load_settings
from trr_backend.errors import ConfigError

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
    "--no-worker",
    is_flag=True,
    help="Only answer: a `trr worker` elsewhere sends webhooks and does what the API "
    "is asked to do.",
)
@click.option(
    "--until-eof",
    is_flag=True,
    hidden=True,
    help="End when standard input ends: whoever started it is gone.",
)
@reports_errors
def command(
    *, host: str, port: int, workers: int, no_worker: bool, until_eof: bool
) -> None:
    """Serve the API and its pages until Ctrl-C.

    The embedded database is started and brought up to date first; one of your own must
    be up to date already. At the end clients are told to come back and requests finish;
    a second Ctrl-C ends it at once.

    \b
    Example:
      trr serve --port 8080
    """
    settings = load_settings()
    with _listen(host, port, settings.socket_idle_seconds) as listener:
        asyncio.run(_prepare(settings))
        _print_where(listener)
        processes = Processes(workers, has_worker=not no_worker, until_eof=until_eof)
        asyncio.run(serve(settings, processes, listener))


def _listen(host: str, port: int, idle_seconds: float) -> socket.socket:
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
    if hasattr(socket, "TCP_USER_TIMEOUT"):
        # A peer that takes nothing for so long, or is gone without a word: closing the
        # connection would wait for it to take what lies in our buffer, for ever.
        patience = round(idle_seconds * 1000)
        listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, patience)
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


if __name__ == "__main__":
    command()
