"""Words that pages share."""

from datetime import UTC, datetime, timedelta

import pytest

from api.pages.words import on_air

_RECENT = (datetime.now(UTC).date() - timedelta(days=300)).isoformat()


@pytest.mark.parametrize(
    ("status", "last", "said"),
    [
        ("Ended", "2018-05-01", "2017-2018"),
        ("Canceled", "2017-05-01", "2017"),
        ("Ended", None, "2017"),
        (None, "2018-05-01", "2017-2018"),
        (None, _RECENT, "Since 2017"),
        (None, None, "Since 2017"),
        ("Returning Series", "2018-05-01", "Since 2017"),
        ("In Production", "2018-05-01", "Since 2017"),
    ],
)
def test_on_air(status: str | None, last: str | None, said: str) -> None:
    """A show that may go on has begun; one that is over, or long silent, has an end."""
    assert on_air(status, "2017-01-01", last) == said
