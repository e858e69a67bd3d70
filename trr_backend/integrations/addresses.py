"""Which addresses a client may connect to: the guard against being sent inside.

A name is resolved once, every address it has is checked, and the connection goes to a
checked address, so that a name cannot answer differently between check and use (DNS
rebinding). Private, loopback, link-local and other special addresses are refused,
unless the setting that named the host names such a place itself (a stand-in at
127.0.0.1, a container called `standin`), or a setting says that any place is meant.
"""

import asyncio
import socket
from collections.abc import Collection, Iterable
from ipaddress import (
    IPv4Address,
    IPv4Network,
    IPv6Address,
    IPv6Network,
    ip_address,
)

import httpcore2

from trr_backend.errors import Refused
from trr_backend.integrations.watched import WatchedStream

_NAT64 = IPv6Network("64:ff9b::/96")
# Special by IANA's registries, but "global" to the standard library before 3.13.
_SPECIAL = (
    IPv4Network("192.0.0.0/24"),
    IPv4Network("192.88.99.0/24"),
    # Public by its number, and Azure's own server to each machine in it (2026-11).
    IPv4Network("168.63.129.16/32"),
    IPv6Network("64:ff9b:1::/48"),
    IPv6Network("2001:20::/28"),
    IPv6Network("3fff::/20"),
    IPv6Network("5f00::/16"),
    IPv6Network("fec0::/10"),
)
_LOCAL_SUFFIXES = (".localhost", ".local", ".internal", ".home.arpa")
SocketOption = httpcore2.SOCKET_OPTION


def is_public(address: str) -> bool:
    """Tell whether an IP address is one of the open internet."""
    parsed = ip_address(address.partition("%")[0])
    inner = _embedded(parsed)
    if inner is not None:
        return is_public(str(inner))
    special = parsed.is_multicast or parsed.is_reserved or parsed.is_unspecified
    listed = any(parsed in network for network in _SPECIAL)
    return parsed.is_global and not special and not listed


def is_local_name(host: str) -> bool:
    """Tell whether a host as written can only mean a place inside.

    That is a special IP address, localhost, a name without a dot, or a name under a
    suffix that the public DNS does not have.
    """
    name = host.strip("[]").rstrip(".").lower()
    try:
        return not is_public(name)
    except ValueError:
        return "." not in name or name.endswith(_LOCAL_SUFFIXES)


def _embedded(address: IPv4Address | IPv6Address) -> IPv4Address | None:
    """Return the IPv4 address that an IPv6 one carries, which is where it leads."""
    if isinstance(address, IPv4Address):
        return None
    if address in _NAT64:
        return IPv4Address(int(address) & 0xFFFFFFFF)
    teredo = address.teredo[1] if address.teredo else None
    return address.ipv4_mapped or address.sixtofour or teredo


class CheckedBackend(httpcore2.AsyncNetworkBackend):
    """Connects to checked addresses only; `inside` names hosts that may be private.

    With `everywhere` all of them may.
    """

    def __init__(
        self, source: str, inside: Collection[str], *, everywhere: bool = False
    ) -> None:
        self._source = source
        self._inside = frozenset(inside)
        self._everywhere = everywhere
        self._sockets = httpcore2.AnyIOBackend()

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ASYNC109 - the base class's signature
        local_address: str | None = None,
        socket_options: Iterable[SocketOption] | None = None,
    ) -> httpcore2.AsyncNetworkStream:
        """Connect to the first address that answers. Raises Refused."""
        addresses = await self.addresses(host, port)
        share = timeout / max(len(addresses), 1) if timeout else timeout
        failure: Exception | None = None
        for address in addresses:
            try:
                return WatchedStream(
                    await self._sockets.connect_tcp(
                        address, port, share, local_address, socket_options
                    )
                )
            except (httpcore2.ConnectError, httpcore2.ConnectTimeout) as error:
                failure = error
        raise failure or httpcore2.ConnectError("the name has no address")

    async def sleep(self, seconds: float) -> None:
        """Sleep, as the connection pool asks."""
        await asyncio.sleep(seconds)

    async def addresses(self, host: str, port: int) -> list[str]:
        """Return where a name leads. Raises Refused and httpcore2.ConnectError."""
        loop = asyncio.get_running_loop()
        try:
            found = await loop.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        except OSError as error:
            raise httpcore2.ConnectError(f"{host}: {error.strerror}") from None
        except UnicodeError:
            # A label that is empty or too long.
            raise httpcore2.ConnectError(f"{host}: no name of a host") from None
        addresses = list(dict.fromkeys(str(entry[4][0]) for entry in found))
        if self._everywhere or host in self._inside:
            return addresses
        for address in addresses:
            if not is_public(address):
                raise Refused(
                    f"{host} leads to {address}, which is no public address",
                    source=self._source,
                )
        return addresses
