"""When schedules tick, above all on the days on which clocks are changed."""

from datetime import UTC, datetime, timedelta

import pytest

from trr_backend.errors import InputError
from trr_backend.utils.ticks import check_schedule, latest_tick, next_tick

_MINUTE = timedelta(minutes=1)


def _moments(text: str) -> list[datetime]:
    """Read `2026-03-28 01:30, 29 01:00`: moments in UTC, the first one in full."""
    first, *others = text.split(", ")
    month = first[:8]
    return [
        datetime.fromisoformat(f"{one}:00+00:00")
        for one in (first, *(month + other for other in others))
    ]


@pytest.mark.parametrize(
    ("cron", "timezone", "ticks"),
    [
        # 02:30 does not exist on 29 March: the clocks go from 02:00 to 03:00.
        (
            "30 2 * * *",
            "Europe/Berlin",
            "2026-03-28 01:30, 29 01:00, 30 00:30, 31 00:30",
        ),
        # It comes twice on 25 October, and counts once.
        (
            "30 2 * * *",
            "Europe/Berlin",
            "2026-10-24 00:30, 25 00:30, 26 01:30, 27 01:30",
        ),
        (
            "*/30 1-3 * * *",
            "Europe/Berlin",
            "2026-10-24 23:30, 25 00:00, 25 00:30, 25 02:00, 25 02:30, 26 00:00",
        ),
        # Who names no hours goes by real time.
        (
            "0 * * * *",
            "Europe/Berlin",
            "2026-10-24 23:00, 25 00:00, 25 01:00, 25 02:00, 25 03:00",
        ),
        (
            "0 * * * *",
            "Europe/Berlin",
            "2026-03-29 00:00, 29 01:00, 29 02:00, 29 03:00",
        ),
        (
            "0 */2 * * *",
            "Europe/Berlin",
            "2026-03-28 23:00, 29 01:00, 29 02:00, 29 04:00",
        ),
        # A midnight that does not exist, and half an hour that comes twice.
        ("0 0 * * *", "Africa/Cairo", "2026-04-22 22:00, 23 22:00, 24 21:00, 25 21:00"),
        (
            "45 1 * * *",
            "Australia/Lord_Howe",
            "2026-04-03 14:45, 04 14:45, 05 15:15, 06 15:15",
        ),
        ("0 6 * * mon", "America/New_York", "2026-11-16 11:00, 23 11:00, 30 11:00"),
        ("30 3 1 * *", "UTC", "2026-11-01 03:30"),
    ],
)
def test_each_tick_comes_once(cron: str, timezone: str, ticks: str) -> None:
    """Walked forth from one to the next, and looked back at from any time after it."""
    expected = _moments(ticks)
    walked = [next_tick(cron, timezone, expected[0] - _MINUTE)]
    while len(walked) < len(expected):
        walked.append(next_tick(cron, timezone, walked[-1]))
    seen = [
        latest_tick(cron, timezone, tick + late)
        for tick, following in zip(expected, [*expected[1:], None], strict=True)
        for late in (
            timedelta(),
            timedelta(microseconds=1),
            ((following or tick + _MINUTE) - tick) / 2,
            (following or tick + _MINUTE) - tick - timedelta(microseconds=1),
        )
    ]

    assert walked == expected
    assert seen == [tick for tick in expected for _ in range(4)]


@pytest.mark.parametrize(
    ("cron", "timezone", "said"),
    [
        ("", "UTC", "'' has 0 fields; five are needed: minute, hour, day, month, day"),
        ("@daily", "UTC", "'@daily' has 1 field; five are needed"),
        ("0 30 3 * * *", "UTC", "has 6 fields; five are needed"),
        ("x 3 * * *", "UTC", "'x' is no minute of a schedule; as in \"30 3 * * *\""),
        ("30 3 r * *", "UTC", "'r' is no day of a schedule"),
        ("30 3 * * fri#2", "UTC", "'fri#2' is no day of the week of a schedule"),
        ("61 3 * * *", "UTC", "'61 3 * * *' is out of range: minutes are 0-59, hours"),
        ("0 0 30 2 *", "UTC", "'0 0 30 2 *' never comes: there is no such day"),
        ("30 3 * * *", "Europe/Nowhere", "knows no time zone 'Europe/Nowhere'; name"),
        ("30 3 * * *", "../../etc/passwd", "knows no time zone '../../etc/passwd'"),
    ],
)
def test_what_cannot_tick_is_refused(cron: str, timezone: str, said: str) -> None:
    """With what is wrong, and how it is written."""
    with pytest.raises(InputError) as raised:
        check_schedule(cron, timezone)
    assert said in str(raised.value)


def test_names_of_days_and_months_are_read() -> None:
    """In whichever case; midnight of Sunday is 0 or 7."""
    check_schedule("*/15 0-6/2,22 1,15 JAN-mar Mon", "Asia/Kathmandu")
    at = datetime(2026, 11, 23, tzinfo=UTC)
    assert [latest_tick(f"0 0 * * {day}", "UTC", at) for day in ("0", "7", "SUN")] == [
        datetime(2026, 11, 22, tzinfo=UTC)
    ] * 3
