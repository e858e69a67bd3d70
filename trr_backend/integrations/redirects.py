"""Where a redirect may lead: the same host or one that was allowed, no key on the way.

Redirects are followed by hand so that each target is checked before it is asked.
"""

from collections.abc import Collection

import httpx2

from trr_backend.errors import Refused

MAX_REDIRECTS = 3
STATUSES = frozenset({301, 302, 303, 307, 308})
_DEFAULT_PORTS = {"http": 80, "https": 443}


class Redirects:
    """The rules of one upstream; `base` is where its requests start."""

    def __init__(
        self, *, source: str, base: httpx2.URL, allowed_hosts: Collection[str]
    ) -> None:
        self._source = source
        self._base = base
        self._hosts = {base.host, *allowed_hosts}

    def target(
        self, url: httpx2.URL, location: str | None, public_url: str
    ) -> httpx2.URL:
        """Return the address a redirect of `url` leads to. Raises Refused."""
        try:
            target = url.join(location or "")
        except (httpx2.InvalidURL, ValueError):
            target = httpx2.URL()
        reason = self._fault(target) if location else "a redirect without an address"
        if reason is None:
            return target.copy_with(fragment=None)
        raise Refused(
            f"a redirect that is not followed: {reason}",
            source=self._source,
            url=public_url,
        )

    def may_have_key(self, url: httpx2.URL) -> bool:
        """Tell whether the key may be sent there: only to the base's own host."""
        return url.host == self._base.host

    def _fault(self, target: httpx2.URL) -> str | None:
        if target.scheme not in {"https", self._base.scheme}:
            return "it is not https"
        if target.userinfo:
            return "it holds a user name"
        if target.host not in self._hosts:
            return f"the host {target.host or '(none)'} is not allowed"
        if _port(target) not in self._ports(target):
            return f"the port {_port(target)} is not allowed"
        return None

    def _ports(self, target: httpx2.URL) -> set[int | None]:
        default = {_DEFAULT_PORTS.get(target.scheme)}
        return default | ({_port(self._base)} if self.may_have_key(target) else set())


def _port(url: httpx2.URL) -> int | None:
    return url.port or _DEFAULT_PORTS.get(url.scheme)
