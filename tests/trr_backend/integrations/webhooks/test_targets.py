"""Where webhooks may go."""

import asyncio
import socket
from contextlib import aclosing
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest

from tests.webhook_receiver import SECRET, receiving
from trr_backend.config import Settings
from trr_backend.errors import InputError
from trr_backend.integrations.webhooks.client import WebhookClient
from trr_backend.integrations.webhooks.targets import check_target, target_url
from trr_backend.models.webhooks import Receipt, Target, Trial

GOOD = "https://hooks.example.org/trr?of=1"


def resolves(monkeypatch: pytest.MonkeyPatch, *answers: list[str]) -> None:
    """Let the resolver give these answers in turn, the last one for ever."""
    left = list(answers)

    async def getaddrinfo(_host: str, port: int, **_: Any) -> list[Any]:
        found = left.pop(0) if len(left) > 1 else left[0]
        if not found:
            raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")
        kind = socket.SOCK_STREAM
        return [(socket.AF_INET, kind, 6, "", (one, port)) for one in found]

    monkeypatch.setattr(asyncio.get_running_loop(), "getaddrinfo", getaddrinfo)


async def refusal(text: str, *, private: bool = False) -> str:
    """Return why an address is refused."""
    with pytest.raises(InputError) as refused:
        await check_target(text, private=private)
    return str(refused.value)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("http://hooks.example.org/", "it is not https; inside a network of your own"),
        ("ftp://hooks.example.org/", "it looks like https://"),
        ("hooks.example.org", "it looks like https://"),
        ("https://", "it looks like https://"),
        ("", "it looks like https://"),
        ("https://[::1", "it looks like https://"),
        ("https://0177.0.0.1/", "it looks like https://"),
        ("https://user:word@hooks.example.org/", "it holds a user name"),
        ("https://hooks.example.org/#a", "it holds a #fragment"),
        ("https://hooks.example.org/\n", "a blank or a control character"),
        ("https://hooks.example.org/a b", "a blank or a control character"),
        (f"https://hooks.example.org/{'a' * 2000}", "longer than 2000 letters"),
    ],
)
async def test_other_addresses_than_public_https_are_refused(
    text: str, said: str
) -> None:
    """Before any name is looked up, and without a password in the message."""
    told = await refusal(text)
    assert said in told
    assert "word@" not in told


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1",
        "127.1",
        "2130706433",
        "0x7f000001",
        "0.0.0.0",
        "10.0.0.1",
        "172.16.0.1",
        "192.168.0.1",
        "100.64.0.1",
        "100.100.100.200",
        "168.63.129.16",
        "169.254.169.254",
        "224.0.0.1",
        "255.255.255.255",
        "localhost",
        "[::]",
        "[::1]",
        "[::ffff:127.0.0.1]",
        "[::ffff:a9fe:a9fe]",
        "[64:ff9b::a9fe:a9fe]",
        "[2002:7f00:1::]",
        "[fd00:ec2::254]",
        "[fe80::1]",
        "[ff02::1]",
    ],
)
async def test_places_inside_are_refused_however_they_are_written(host: str) -> None:
    """As a number, in IPv6, by a name of this machine: with the real resolver."""
    told = await refusal(f"https://{host}:8443/")
    assert ("which is no public address" in told) or ("not found in the DNS" in told)
    await check_target(f"http://{host}:8443/", private=True)


async def test_a_name_is_refused_for_where_it_leads(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Inside, partly inside, or nowhere; any port is right."""
    resolves(monkeypatch, ["1.1.1.1", "10.0.0.7"], [], ["169.254.169.254"], ["1.1.1.1"])
    assert "hooks.example.org leads to 10.0.0.7" in await refusal(GOOD)
    assert "hooks.example.org is not found in the DNS" in await refusal(GOOD)
    assert "TRR_PRIVATE_WEBHOOKS=true" in await refusal(GOOD)
    assert await check_target("https://HOOKS.example.org:25/trr", private=False) == (
        "https://hooks.example.org:25/trr"
    )


@pytest.mark.parametrize("host", ["a..b", "a" * 70 + ".example.org", "-", "*"])
async def test_what_is_no_name_is_refused(host: str) -> None:
    """In one line, whatever the resolver makes of it."""
    assert await refusal(f"https://{host}/")


async def test_a_name_that_changes_its_mind_reaches_nobody(
    monkeypatch: pytest.MonkeyPatch, settings_alone: Settings
) -> None:
    """Public when it was added, inside when it is sent: nothing is sent (rebinding)."""
    async with (
        receiving() as receiver,
        aclosing(WebhookClient(settings_alone)) as client,
    ):
        port = target_url(receiver.url, private=True).port
        resolves(monkeypatch, ["1.1.1.1"], ["127.0.0.1"])
        url = await check_target(f"https://hooks.example.org:{port}/", private=False)
        receipt = await client.send(
            Target(UUID(int=1), url, SECRET), Trial(datetime.now(UTC))
        )
    assert receipt == Receipt(
        problem="webhook: hooks.example.org leads to 127.0.0.1, which is no public "
        "address"
    )
    assert receiver.received == []


async def test_what_was_allowed_once_is_refused_when_it_is_sent(
    settings_alone: Settings,
) -> None:
    """Also an address that was added while the setting allowed it, or a bad secret."""
    sent = Trial(datetime.now(UTC))
    async with aclosing(WebhookClient(settings_alone)) as client:
        plain = await client.send(Target(UUID(int=1), "http://10.0.0.1/", SECRET), sent)
        inside = await client.send(
            Target(UUID(int=1), "https://10.0.0.1/", SECRET), sent
        )
        unsigned = await client.send(Target(UUID(int=1), GOOD, "whsec_?"), sent)
    assert (plain.problem or "").startswith("no address for a webhook: it is not https")
    assert inside.problem == (
        "webhook: 10.0.0.1 leads to 10.0.0.1, which is no public address"
    )
    assert unsigned.problem == (
        "The secret cannot be used; remove the webhook and add it anew."
    )


@pytest.fixture
def settings_alone() -> Settings:
    """Settings without a database."""
    return Settings(_env_file=None)
