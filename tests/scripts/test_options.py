"""The options that commands share, from the command line to what is asked for."""

import re
from datetime import UTC, datetime, timedelta
from typing import Any

import click
import pytest
from click.testing import CliRunner

from scripts._options import Request, max_age_option, selection_options
from trr_backend.errors import InputError
from trr_backend.models.selection import Selection, ShowRef


def _asked(*arguments: str) -> Request:
    """Return what a command with these arguments is asked for."""
    requests = []

    @click.command()
    @max_age_option
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
    assert Request.from_record(asked.for_record()) == Request(asked.selection)


def test_what_is_on_the_air_is_asked_for_again_sooner() -> None:
    """As the schedules ask; the record says it only where it is asked for."""
    asked = _asked("--airing", "--max-age", "12h")
    assert asked.selection == Selection(airing=True, max_age=timedelta(hours=12))
    recorded = asked.for_record()
    assert recorded == {
        **_asked().for_record(),
        "airing": True,
        "max_age_seconds": 43200,
    }
    assert Request.from_record(recorded) == asked
    assert Request.from_record({}) == _asked()


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"shows": []}, "Object contains unknown field `shows`"),
        ({"limit": 0}, "Expected `int` >= 1 - at `$.limit`"),
        ({"show": "1"}, "Expected `array`, got `str` - at `$.show`"),
        ({"show": ["tvdb:1"]}, "'tvdb:1' names no show"),
        ({"since": "yesterday"}, "Invalid RFC3339 encoded datetime - at `$.since`"),
    ],
)
def test_a_record_that_says_what_cannot_be_is_refused(
    options: dict[str, object], said: str
) -> None:
    """Rows may come from anybody who may write them."""
    with pytest.raises(InputError, match=re.escape(said)):
        Request.from_record(options)


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
