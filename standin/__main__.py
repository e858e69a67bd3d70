"""`python -m standin`: serve one catalogue until SIGTERM or Ctrl-C.

One line on stdout says where, once requests are answered. With `--until-eof` it also
ends when its standard input does, so that it never outlives a parent that was killed.
"""

import argparse
import json
import signal
import socket
import sys
import threading
from pathlib import Path

import uvicorn

from standin.app import DEMO_CATALOGUE, create_app
from standin.faults import Fault, FaultError, parse_faults
from standin.log import RequestLog
from standin.simulated.sizes import Sizes

_GRACE_SECONDS = 1


class _Server(uvicorn.Server):
    """Says where it listens as soon as it does."""

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        for listener in sockets or []:
            host, port = listener.getsockname()[:2]
            sys.stdout.write(f"standin listening on http://{host}:{port}\n")
            sys.stdout.flush()


def main() -> int:
    """Serve until told to stop; return 2 where an option cannot be used."""
    options = _parser().parse_args()
    try:
        faults = _faults(options.faults)
        listener = _bound(options.host, options.port)
    except (OSError, ValueError) as error:
        sys.stderr.write(f"standin: {error}\n")
        return 2
    if not (options.catalogue / "tv").is_dir():
        sys.stderr.write(f"standin: no folder tv in {options.catalogue}\n")
        return 2
    log = RequestLog(options.log)
    app = create_app(
        options.catalogue,
        token=options.token,
        log=log,
        faults=faults,
        simulated=options.simulated,
    )
    config = uvicorn.Config(
        app,
        lifespan="off",
        log_level="critical",
        access_log=False,
        http="h11",
        ws="none",
        timeout_graceful_shutdown=_GRACE_SECONDS,
    )
    server = _Server(config)
    # uvicorn ends by raising the signal again: this makes that a normal end.
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: _stop(server))
    if options.until_eof:
        threading.Thread(target=_stop_at_eof, args=[server], daemon=True).start()
    server.run([listener])
    return 0


def _stop(server: uvicorn.Server) -> None:
    server.should_exit = True


def _stop_at_eof(server: uvicorn.Server) -> None:
    sys.stdin.buffer.read()
    _stop(server)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m standin",
        description="Answer like TMDb and IMDb from a folder, until SIGTERM or Ctrl-C.",
    )
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=0, help="0: any free one")
    parser.add_argument("--catalogue", type=Path, default=DEMO_CATALOGUE)
    parser.add_argument(
        "--simulated",
        type=_sizes,
        metavar="SIZES",
        help="instead of TMDb's answers of the catalogue, some that are made up: "
        "shows=10000,episodes=40",
    )
    parser.add_argument("--log", type=Path, help="file for one JSON line a request")
    parser.add_argument("--faults", type=Path, help="JSON file of faults")
    parser.add_argument("--token", help="the only bearer token to accept")
    parser.add_argument(
        "--until-eof", action="store_true", help="end when standard input ends"
    )
    return parser


def _sizes(text: str) -> Sizes:
    try:
        return Sizes.parse(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(str(error)) from None


def _faults(path: Path | None) -> list[Fault]:
    if path is None:
        return []
    try:
        return parse_faults(json.loads(path.read_bytes()))
    except (FaultError, json.JSONDecodeError) as error:
        raise FaultError(f"{path}: {error}") from error


def _bound(host: str, port: int) -> socket.socket:
    listener = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    # Inherited by each connection; a body would wait 40 ms for its head's receipt.
    listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    listener.bind((host, port))
    return listener


if __name__ == "__main__":
    raise SystemExit(main())
