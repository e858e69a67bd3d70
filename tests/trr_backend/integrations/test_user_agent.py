"""The name given to upstreams."""

from importlib.metadata import version

import pytest

from trr_backend.integrations.user_agent import user_agent

NAME = f"trr-backend/{version('trr-backend')}"


@pytest.mark.parametrize(
    ("contact", "expected"),
    [
        (None, NAME),
        ("  ", NAME),
        ("me@example.org", f"{NAME} (+me@example.org)"),
        ("https://example.org/about", f"{NAME} (+https://example.org/about)"),
        ("me@example.org\r\nX-Evil: 1", f"{NAME} (+me@example.org X-Evil: 1)"),
        ("Zoé (me)", f"{NAME} (+Zo me)"),
    ],
)
def test_the_name_says_who_and_where_to_reach(
    contact: str | None, expected: str
) -> None:
    """Program, version and contact, and nothing that a header cannot hold."""
    assert user_agent(contact) == expected
