"""Where a redirect may lead."""

import httpx2
import pytest

from trr_backend.errors import Refused
from trr_backend.integrations.redirects import Redirects

BASE = httpx2.URL("https://api.example.org")
HERE = httpx2.URL("https://api.example.org/3/tv/1?page=2")


def _rules(base: httpx2.URL = BASE) -> Redirects:
    return Redirects(source="example", base=base, allowed_hosts=["cdn.example.org"])


@pytest.mark.parametrize(
    ("location", "target"),
    [
        ("/3/tv/2", "https://api.example.org/3/tv/2"),
        ("https://api.example.org/x#part", "https://api.example.org/x"),
        ("//cdn.example.org/y", "https://cdn.example.org/y"),
        ("https://cdn.example.org:443/y", "https://cdn.example.org/y"),
    ],
)
def test_allowed_hosts_are_followed(location: str, target: str) -> None:
    """The base's host and the hosts named for it are good targets."""
    assert str(_rules().target(HERE, location, "")) == target


@pytest.mark.parametrize(
    ("location", "reason"),
    [
        (None, "without an address"),
        ("", "without an address"),
        ("http://api.example.org/3/tv/2", "not https"),
        ("ftp://api.example.org/3", "not https"),
        ("file:///etc/passwd", "not https"),
        ("https://evil.example.net/", "host evil.example.net is not allowed"),
        ("https://api.example.org.evil.net/", "is not allowed"),
        ("https://api.example.org@evil.net/", "user name"),
        ("https://user:pass@api.example.org/", "user name"),
        ("https://169.254.169.254/latest", "host 169.254.169.254 is not allowed"),
        ("https://api.example.org:22/", "port 22 is not allowed"),
        ("https://cdn.example.org:8443/", "port 8443 is not allowed"),
        ("https://[::1", "not https"),
    ],
)
def test_every_other_target_is_refused(location: str | None, reason: str) -> None:
    """Other hosts, ports and schemes are named and not asked."""
    with pytest.raises(Refused, match=reason):
        _rules().target(HERE, location, "https://public.example.org")


def test_a_stand_in_over_http_may_redirect_over_http() -> None:
    """A base URL that is http was set so; its redirects need no https."""
    base = httpx2.URL("http://127.0.0.1:8000")
    target = _rules(base).target(base, "http://127.0.0.1:8000/x", "")
    assert str(target) == "http://127.0.0.1:8000/x"


def test_a_stand_in_may_not_lead_to_another_port_of_its_machine() -> None:
    """Another port on the same machine is another service."""
    base = httpx2.URL("http://127.0.0.1:8000")
    with pytest.raises(Refused, match="port 22"):
        _rules(base).target(base, "http://127.0.0.1:22/", "")


def test_the_key_goes_to_the_base_host_only() -> None:
    """An allowed host is still another host."""
    rules = _rules()
    assert rules.may_have_key(HERE)
    assert not rules.may_have_key(httpx2.URL("https://cdn.example.org/"))
