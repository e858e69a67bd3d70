"""Which addresses a webhook may have: public ones over https, unless a setting says so.

An operator writes them, and yet they lead away from the machine of the database: a
message shall reach neither a cloud's metadata nor what else trusts its neighbours. Any
port is right, since receivers choose theirs. Where a name leads is checked when a
webhook is added, and again for each connection (`integrations/addresses`).
"""

import asyncio

import httpcore2
import httpx2

from trr_backend.errors import InputError, Refused
from trr_backend.integrations.addresses import CheckedBackend

SOURCE = "webhook"
_LONGEST = 2000
_SECONDS = 10
_PORTS = {"http": 80, "https": 443}
_INSIDE = "inside a network of your own, set TRR_PRIVATE_WEBHOOKS=true"


def target_url(text: str, *, private: bool) -> httpx2.URL:
    """Return the address of a target. Raises InputError, which quotes no password."""
    try:
        url = httpx2.URL(text)
    except httpx2.InvalidURL:
        url = httpx2.URL()
    fault = _fault(text, url, private=private)
    if fault:
        raise InputError(f"no address for a webhook: {fault}")
    return url


async def check_target(text: str, *, private: bool) -> str:
    """Return the address as it is kept, after looking where its name leads.

    Raises InputError, also for a name that leads nowhere; with `private` names are not
    looked up: they may be known elsewhere only.
    """
    url = target_url(text, private=private)
    if not private:
        await _check_addresses(url)
    return str(url)


async def _check_addresses(url: httpx2.URL) -> None:
    backend = CheckedBackend(SOURCE, [])
    port = url.port or _PORTS[url.scheme]
    try:
        async with asyncio.timeout(_SECONDS):
            found = await backend.addresses(url.raw_host.decode(), port)
    except Refused as error:
        raise InputError(f"{error}; {_INSIDE}") from None
    except (httpcore2.ConnectError, TimeoutError):
        found = []
    if not found:
        raise InputError(f"{url.host} is not found in the DNS; look at its spelling")


def _fault(text: str, url: httpx2.URL, *, private: bool) -> str | None:
    if len(text) > _LONGEST:
        return f"longer than {_LONGEST} letters"
    if not text.isprintable() or " " in text:
        return "it holds a blank or a control character"
    if url.scheme not in _PORTS or not url.host:
        return "it looks like https://example.org/hooks/trr"
    if url.scheme == "http" and not private:
        return f"it is not https; {_INSIDE}"
    return _excess(url)


def _excess(url: httpx2.URL) -> str | None:
    if url.userinfo:
        return "it holds a user name; receivers know a message by its signature"
    if url.fragment:
        return "it holds a #fragment, which is never sent"
    return None
