"""Where a connection may lead."""

import asyncio
import socket
from typing import Any

import httpcore2
import pytest

from trr_backend.errors import Refused
from trr_backend.integrations.addresses import (
    CheckedBackend,
    is_local_name,
    is_public,
)


@pytest.mark.parametrize(
    "address",
    [
        "0.0.0.0",
        "10.0.0.1",
        "100.64.0.1",
        "127.0.0.1",
        "168.63.129.16",
        "169.254.169.254",
        "172.16.0.1",
        "192.0.0.8",
        "192.168.1.1",
        "192.88.99.1",
        "198.18.0.1",
        "224.0.0.1",
        "240.0.0.1",
        "255.255.255.255",
        "::",
        "::1",
        "fe80::1",
        "fe80::1%eth0",
        "fc00::1",
        "fec0::1",
        "64:ff9b:1::1",
        "ff02::1",
        "::ffff:127.0.0.1",
        "::ffff:10.0.0.1",
        "64:ff9b::7f00:1",
        "64:ff9b::a9fe:a9fe",
        "2002:7f00:1::",
        "2001:db8::1",
    ],
)
def test_special_addresses_are_not_public(address: str) -> None:
    """No address inside, also none that IPv6 wraps, counts as public."""
    assert not is_public(address)


@pytest.mark.parametrize(
    "address",
    ["1.1.1.1", "18.165.122.10", "2606:4700::1111", "64:ff9b::101:101"],
)
def test_addresses_of_the_internet_are_public(address: str) -> None:
    """Ordinary addresses pass."""
    assert is_public(address)


@pytest.mark.parametrize(
    ("host", "local"),
    [
        ("127.0.0.1", True),
        ("[::1]", True),
        ("10.1.2.3", True),
        ("localhost", True),
        ("LOCALHOST.", True),
        ("standin", True),
        ("tmdb.internal", True),
        ("api.themoviedb.org", False),
        ("1.1.1.1", False),
        ("localhost.example.org", False),
    ],
)
def test_only_names_that_mean_a_place_inside_are_local(
    host: str, *, local: bool
) -> None:
    """A public name is never local, whatever it resolves to."""
    assert is_local_name(host) is local


def _resolves(
    monkeypatch: pytest.MonkeyPatch, *answers: list[str]
) -> list[tuple[str, int]]:
    """Let the resolver give these answers in turn; return what it was asked."""
    asked: list[tuple[str, int]] = []

    async def getaddrinfo(
        host: str, port: int, **_: Any
    ) -> list[tuple[Any, Any, int, str, tuple[str, int]]]:
        answer = answers[min(len(asked), len(answers) - 1)]
        asked.append((host, port))
        kind = socket.SOCK_STREAM
        return [(socket.AF_INET, kind, 6, "", (address, port)) for address in answer]

    monkeypatch.setattr(asyncio.get_running_loop(), "getaddrinfo", getaddrinfo)
    return asked


async def test_a_name_with_one_private_address_is_refused(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A single private address among public ones is enough to refuse the name."""
    _resolves(monkeypatch, ["1.1.1.1", "10.0.0.7"])
    backend = CheckedBackend("example", [])
    with pytest.raises(Refused, match=r"api\.example\.org leads to 10\.0\.0\.7"):
        await backend.connect_tcp("api.example.org", 443, timeout=1)


async def test_the_checked_address_is_the_one_connected_to(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A name is resolved once: a second answer could lead elsewhere (rebinding)."""
    asked = _resolves(monkeypatch, ["1.1.1.1"], ["127.0.0.1"])
    backend = CheckedBackend("example", [])
    connected: list[str] = []

    async def connect_tcp(host: str, *_: Any) -> httpcore2.AsyncNetworkStream:
        connected.append(host)
        return httpcore2.AsyncMockStream([])

    monkeypatch.setattr(backend._sockets, "connect_tcp", connect_tcp)
    await backend.connect_tcp("api.example.org", 443, timeout=1)
    assert (asked, connected) == ([("api.example.org", 443)], ["1.1.1.1"])


async def test_the_next_address_is_tried_where_one_does_not_answer(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """One dead address of a name does not make the upstream unavailable."""
    _resolves(monkeypatch, ["1.1.1.1", "1.0.0.1"])
    backend = CheckedBackend("example", [])
    connected: list[str] = []

    async def connect_tcp(host: str, *_: Any) -> httpcore2.AsyncNetworkStream:
        connected.append(host)
        if len(connected) == 1:
            raise httpcore2.ConnectError
        return httpcore2.AsyncMockStream([])

    monkeypatch.setattr(backend._sockets, "connect_tcp", connect_tcp)
    await backend.connect_tcp("api.example.org", 443, timeout=1)
    assert connected == ["1.1.1.1", "1.0.0.1"]


async def test_a_name_that_does_not_exist_is_a_connection_error(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """An unknown name is told like any other failure to connect."""

    async def getaddrinfo(*_: Any, **__: Any) -> list[Any]:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr(asyncio.get_running_loop(), "getaddrinfo", getaddrinfo)
    with pytest.raises(httpcore2.ConnectError):
        await CheckedBackend("example", []).connect_tcp("nowhere.example.org", 443)
