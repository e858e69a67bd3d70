"""A MediaWiki that answers on this machine, and what is done to it meanwhile."""

import json
import os
import socket
import sqlite3
import subprocess
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from signal import SIGKILL
from typing import Any
from urllib.parse import parse_qsl, urlencode
from urllib.request import urlopen

from tests.mediawiki.installed import Installed, php
from trr_backend.models.wiki import Wiki

WORKERS = 4
# Stops the server when its own input ends: with the run, however that ends.
_GUARD = '"$@" & read -r end; kill 0'
_STARTS_IN_SECONDS = 10
# What somebody without an account proves that they mean it with.
_TOKEN = "+\\"

Json = dict[str, Any]


@dataclass(frozen=True)
class MediaWiki:
    """A running wiki; what is done through it is done when a call returns."""

    installed: Installed
    address: str

    def wiki(self, mood: str = "w") -> Wiki:
        """Return the wiki as it is named, by one of its paths (see settings.php)."""
        return Wiki.parse(f"{self.address}/{mood}")

    def edit(self, title: str, text: str) -> Json:
        """Give a page another text, or make it."""
        return self._do("edit", title=title, text=text)

    def move(self, source: str, target: str, *, redirect: bool = True) -> Json:
        """Give a page another title."""
        said = {} if redirect else {"noredirect": "1"}
        return self._do("move", **{"from": source, "to": target, **said})

    def delete(self, title: str) -> Json:
        """Take a page away."""
        return self._do("delete", title=title)

    def restore(self, title: str) -> Json:
        """Bring a deleted page back."""
        return self._do("undelete", title=title)

    def query(self, **asked: str) -> Json:
        """Return what the wiki answers to a question, its `query` alone."""
        answer = self._ask(urlencode({**_JSON, "action": "query", **asked}))
        query: Json = answer["query"]
        return query

    def lose(self, title: str) -> None:
        """Let the text of a page be lost, as after a fault of the wiki's storage."""
        self._write(
            "delete from text where 'tt:' || old_id in (select content_address"
            " from page join slots on slot_revision_id = page_latest"
            " join content on content_id = slot_content_id"
            " where page_namespace = 0 and page_title = ?)",
            title.replace(" ", "_"),
        )

    def let_an_hour_pass(self) -> None:
        """Let all that changed until now have changed an hour earlier."""
        self._write(
            "update recentchanges set rc_timestamp = strftime('%Y%m%d%H%M%S',"
            " substr(rc_timestamp, 1, 4) || '-' || substr(rc_timestamp, 5, 2) || '-' ||"
            " substr(rc_timestamp, 7, 2) || ' ' || substr(rc_timestamp, 9, 2) || ':' ||"
            " substr(rc_timestamp, 11, 2) || ':' || substr(rc_timestamp, 13, 2),"
            " '-1 hour')"
        )

    def lag(self, times: int) -> None:
        """Let the next questions by the path /lagging find copies that lag behind."""
        (self.installed.folder / "lags").write_text(str(times))

    def asked(self) -> list[dict[str, str]]:
        """Return the parameters of each question since the last call, in order."""
        log = self.installed.folder / "requests"
        lines = log.read_text().splitlines() if log.exists() else []
        log.unlink(missing_ok=True)
        questions = (json.loads(line) for line in lines)
        return [
            dict(parse_qsl(query, keep_blank_values=True))
            for method, _, query in questions
            if method == "GET"
        ]

    def _do(self, action: str, **said: str) -> Json:
        sent = {**_JSON, "action": action, "token": _TOKEN, **said}
        answer = self._ask("", urlencode(sent).encode())
        assert "error" not in answer, answer
        return answer

    def _ask(self, query: str, sent: bytes | None = None) -> Json:
        # The answer ends when all that follows from it was done.
        with urlopen(f"{self.address}/w/api.php?{query}", sent, timeout=60) as answer:
            said: Json = json.loads(answer.read())
        return said

    def _write(self, statement: str, *values: object) -> None:
        database = sqlite3.connect(self.installed.database)
        with closing(database) as connection, connection:
            connection.execute(statement, values)


_JSON = {"format": "json", "formatversion": "2"}


@contextmanager
def running(installed: Installed) -> Iterator[MediaWiki]:
    """Let a wiki answer, on a port that was free, until the end."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    place = f"127.0.0.1:{port}"
    log = installed.folder / "log"
    with log.open("wb") as file:
        server = subprocess.Popen(
            ["sh", "-c", _GUARD, "sh", *php("-S", place, "-t", str(installed.root))],
            cwd=installed.folder,
            env={**installed.environment, "PHP_CLI_SERVER_WORKERS": str(WORKERS)},
            stdin=subprocess.PIPE,
            stdout=file,
            stderr=file,
            start_new_session=True,
        )
    try:
        _wait_for(port, log)
        yield MediaWiki(installed, f"http://{place}")
    finally:
        with suppress(ProcessLookupError):
            os.killpg(server.pid, SIGKILL)
        server.communicate()


def _wait_for(port: int, log: Path) -> None:
    end = time.monotonic() + _STARTS_IN_SECONDS
    while time.monotonic() < end:
        try:
            socket.create_connection(("127.0.0.1", port)).close()
        except ConnectionRefusedError:
            time.sleep(0.02)
        else:
            return
    raise AssertionError(f"the wiki does not answer: {log.read_text()}")
