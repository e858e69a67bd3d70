"""`python -m standin` as a process."""

import json
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx2
import pytest

from standin.__main__ import _bound
from tests.project_files import ROOT


@contextmanager
def started(*options: str) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """Yield the process and its address; kill it if it is still there."""
    command = [sys.executable, "-m", "standin", *options]
    pipe = subprocess.PIPE
    with subprocess.Popen(
        command, stdin=pipe, stdout=pipe, stderr=pipe, text=True, cwd=ROOT
    ) as process:
        try:
            assert process.stdout is not None
            line = process.stdout.readline()
            found = re.fullmatch(r"standin listening on (http://\S+:\d+)\n", line)
            assert found is not None, line
            yield process, found[1]
        finally:
            process.kill()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_it_says_where_it_listens_and_stops_on_a_signal(
    number: signal.Signals,
) -> None:
    """One line on stdout, requests answered at once, and a clean end."""
    with started("--port", "0") as (process, url):
        answer = httpx2.get(f"{url}/3/tv/8514", headers={"Authorization": "Bearer any"})
        process.send_signal(number)
        output = process.communicate(timeout=20)

    assert answer.json()["name"] == "RuPaul's Drag Race"
    assert (process.returncode, output) == (0, ("", ""))


def test_no_answer_waits_for_the_receipt_of_its_head() -> None:
    """A connection that is kept is no slower than a new one."""
    with _bound("127.0.0.1", 0) as listener:
        listener.listen()
        with (
            socket.create_connection(listener.getsockname()),
            listener.accept()[0] as connection,
        ):
            assert connection.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)


def test_it_ends_with_its_parent() -> None:
    """With --until-eof the end of its input is its end."""
    with started("--until-eof") as (process, _url):
        output = process.communicate(timeout=20)

    assert (process.returncode, output) == (0, ("", ""))


def test_an_answer_that_never_ends_does_not_hold_it(tmp_path: Path) -> None:
    """It stops while it is still sending."""
    faults = [{"match": "8514", "kind": "slow", "chunk_bytes": 1}]
    (tmp_path / "faults.json").write_text(json.dumps(faults))
    headers = {"Authorization": "Bearer any"}
    with (
        started("--faults", str(tmp_path / "faults.json")) as (process, url),
        httpx2.stream("GET", f"{url}/3/tv/8514", headers=headers) as answer,
    ):
        assert answer.status_code == 200
        process.terminate()
        code = process.wait(timeout=20)

    assert code == 0


def test_options_reach_the_application(folder: Path, tmp_path: Path) -> None:
    """Catalogue, token, faults and log are taken from the command line."""
    faults, log = tmp_path / "faults.json", tmp_path / "log.jsonl"
    faults.write_text('[{"match": "tv/7", "kind": "error", "times": 1}]')
    options = {"catalogue": folder, "token": "t", "faults": faults, "log": log}
    arguments = [f"--{name}={value}" for name, value in options.items()]
    with started(*arguments) as (_process, url):
        statuses = [
            httpx2.get(
                f"{url}/3/tv/7", headers={"Authorization": f"Bearer {token}"}
            ).status_code
            for token in ("t", "t", "other")
        ]
        lines = log.read_text().splitlines()

    assert statuses == [500, 200, 401]
    assert [json.loads(line)["status"] for line in lines] == statuses


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["--catalogue", "nowhere"], "no folder tv in nowhere"),
        (["--faults", "nowhere.json"], "nowhere.json"),
        (["--faults", "LICENSE"], "LICENSE: Expecting value"),
        (["--host", "192.0.2.1"], "annot assign requested address"),
    ],
)
def test_options_that_cannot_be_used_end_with_two(
    options: list[str], message: str, tmp_path: Path
) -> None:
    """One line says what is wrong."""
    (tmp_path / "LICENSE").write_text("Permission is hereby granted")
    ended = subprocess.run(
        [sys.executable, "-m", "standin", *options],
        capture_output=True,
        text=True,
        cwd=tmp_path,
        check=False,
        timeout=30,
    )

    assert (ended.returncode, ended.stdout) == (2, "")
    assert ended.stderr.startswith("standin: ")
    assert message in ended.stderr
    assert ended.stderr.count("\n") == 1
