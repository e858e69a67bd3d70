"""The options that commands share, from the command line to what is asked for."""

from datetime import UTC, datetime
from typing import Any

import click
import pytest
from click.testing import CliRunner

from scripts._options import Request, selection_options
from trr_backend.errors import InputError
from trr_backend.models.selection import Selection, ShowRef


def _asked(*arguments: str) -> Request:
    """Return what a command with these arguments is asked for."""
    requests = []

    @click.command()
    @selection_options
    def command(**options: Any) -> None:
        requests.append(Request.of(**options))

    result = CliRunner().invoke(command, arguments, standalone_mode=False)
    if result.exception:
        raise result.exception
    return requests[0]


def test_without_options_everything_is_asked_for() -> None:
    """All tracked shows, what is due, in earnest."""
    assert _asked() == Request(Selection(), dry_run=False, as_json=False)


def test_each_option_is_understood() -> None:
    """Shows by any of their ids; dates are UTC."""
    asked = _asked(
        *("--show", "tmdb:08514", "--show", "tt0319931", "--show", "Big-Brother"),
        *("--limit", "3", "--since", "2026-01-02", "--force", "--dry-run", "--json"),
    )
    assert asked == Request(
        Selection(
            shows=(
                ShowRef("tmdb", "8514"),
                ShowRef("imdb", "tt0319931"),
                ShowRef("", "big-brother"),
            ),
            limit=3,
            since=datetime(2026, 1, 2, tzinfo=UTC),
            force=True,
        ),
        dry_run=True,
        as_json=True,
    )
    assert asked.for_record() == {
        "show": ["tmdb:8514", "imdb:tt0319931", "big-brother"],
        "limit": 3,
        "since": "2026-01-02 00:00:00+00:00",
        "force": True,
        "full": False,
        "accept_removals": False,
    }


@pytest.mark.parametrize("text", ["tmdb:x", "imdb:123", "tvdb:1", "tmdb:", "imdb:tt"])
def test_a_show_that_cannot_be_read_says_what_can(text: str) -> None:
    """One line with the forms that are understood."""
    with pytest.raises(
        InputError, match=r"names no show: use a uuid, a slug, tmdb:123"
    ):
        _asked("--show", text)


@pytest.mark.parametrize("wrong", [("--limit", "0"), ("--since", "yesterday")])
def test_values_out_of_range_are_refused(wrong: tuple[str, str]) -> None:
    """Click names the option and what it takes."""
    with pytest.raises(click.BadParameter):
        _asked(*wrong)
