"""The receivers in docs/howto/webhooks.md take what is signed, and nothing else."""

import json
import re
import subprocess
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from standardwebhooks.webhooks import Webhook

from tests.node_tools import node_environment
from tests.project_files import ROOT
from tests.webhook_receiver import SECRET

BODY = '{"type":"events","cursor":1,"events":[{"fields":["überschrift"]}]}'
RUN = """
const { body, tries } = JSON.parse(process.argv[2]);
const said = tries.map((headers) => {
  try { return received(headers, body); } catch (error) { return error.message; }
});
console.log(JSON.stringify(said));
"""


def signed(at: datetime, body: str = BODY) -> dict[str, str]:
    """Return the headers of a message that was sent at a time."""
    return {
        "webhook-id": "msg_1",
        "webhook-timestamp": str(int(at.timestamp())),
        "webhook-signature": Webhook(SECRET).sign("msg_1", at, body),
    }


def example(language: str) -> str:
    """Return the example in a language."""
    text = (ROOT / "docs" / "howto" / "webhooks.md").read_text()
    found = re.search(rf"^```{language}\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)
    assert found is not None
    return found[1]


def tries() -> list[dict[str, str]]:
    """Return headers that are right, of another body, too old, and from the future."""
    now, hour = datetime.now(UTC), timedelta(hours=1)
    other = signed(now, BODY.replace("1", "2"))
    return [signed(now), other, signed(now - hour), signed(now + hour)]


def test_the_receiver_in_python(monkeypatch: pytest.MonkeyPatch) -> None:
    """It raises for what is forged or old."""
    monkeypatch.setenv("WEBHOOK_SECRET", SECRET)
    names: dict[str, Any] = {}
    exec(compile(example("python"), "webhooks.md", "exec"), names)
    said = []
    for headers in tries():
        try:
            said.append(names["received"](headers, BODY.encode()))
        except Exception as error:  # noqa: BLE001 -- whatever it is, it was refused
            said.append(type(error).__name__)
    assert said == [("msg_1", json.loads(BODY)), *["WebhookVerificationError"] * 3]


def test_the_receiver_in_javascript(tmp_path: Path) -> None:
    """The same."""
    program = tmp_path / "received.mjs"
    program.write_text(example("javascript") + RUN)
    done = subprocess.run(
        ["node", str(program), json.dumps({"body": BODY, "tries": tries()})],
        env={**node_environment(), "WEBHOOK_SECRET": SECRET},
        capture_output=True,
        text=True,
        check=True,
    )
    assert json.loads(done.stdout) == [
        ["msg_1", json.loads(BODY)],
        "not from us",
        "too old, or from the future",
        "too old, or from the future",
    ]
