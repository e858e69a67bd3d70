"""What somebody was in a show, told from the words of a credit."""

import pytest

from trr_backend.ingestion.categories import category
from trr_backend.models.people import Category

FUNCTIONS: dict[Category, tuple[str, ...]] = {
    "host": (
        "Self - Host",
        "Himself - Host",
        "Host",
        "HOST (uncredited)",
        "Co-Host",
        "Cohost",
        "co-host",
        "Self - Co-Host",
        "Presenter",
        "Self - Presenter",
        "Co-Presenter",
        "Moderator",
        "Self - Quiz Master",
        "Quizmaster",
        "Main Host",
        "Self - Guest Host",
        "Hostess",
        "Self - Morning Show Host",
        "Host / Narrator",
        "Self - Host / Judge",
        "Self - Host of the Show",
        "Self, Host",
        "Self: Host",
        "Self (Host)",
        "Herself as host",
        "Self \u2013 Host",
        "Self\u2014Host",
        "Themselves - Hosts",
        "Self\n- Host \U0001f451",
        "Self - Master of Ceremonies",
        "Judge / Host",
    ),
    "judge": (
        "Self - Judge",
        "Head Judge",
        "Guest Judge",
        "Judge",
        "Judges",
        "Self - Guest Judge",
        "Self - Judge, Mentor",
        "Self - Judge (former contestant)",
    ),
    "contestant": (
        "Self - Contestant",
        "Contestant",
        "Contestant #3",
        "Self - Castaway",
        "Houseguest",
        "House Guest",
        "Self - House-Guest",
        "Housemate",
        "Self - Housemates",
        "Competitor",
        "Participant",
        "Finalist",
        "Semi-Finalist",
        "Self - Contestant (winner)",
        "Self (Contestant)",
        "Season 3 Contestant",
        "Celebrity Contestant",
    ),
    "guest": (
        "Self - Guest",
        "Guest",
        "Special Guest",
        "Self - Musical Guest",
        "Guest Star",
        "Self - Guest Appearance",
        "Self - Cameo (uncredited)",
    ),
}


@pytest.mark.parametrize("expected", FUNCTIONS)
def test_a_function_is_told_wherever_it_is_listed(expected: Category) -> None:
    """After "Self" among other words, else alone; of several, the first in rank."""
    for role in FUNCTIONS[expected]:
        assert category("regular", role) == expected, role
        assert category("guest", role) == expected, role


@pytest.mark.parametrize(
    "role",
    [
        "Self",
        "self",
        "Himself",
        "Herself",
        "Themselves",
        "Self (archive footage)",
        "Self / Woody",
        "Woody / Self",
        "Self in TV Broadcast",
        "Self, musician",
        "Self - Narrator",
        "Self - Winner",
        "Self - Best Supporting Actor winner",
        "Self - Queen",
        "Self - Survivor",
        "Self - Former Host",
        "Self - Ex-Judge",
        "Self - Contestant's Mother",
        "Self - Contestants' families",
        "Self - Mother of Contestant",
        "Self - Ghost Hunter",
    ],
)
def test_who_plays_nobody_else_is_self_or_a_guest(role: str) -> None:
    """In the regular cast "self"; listed among an episode's guests, a guest."""
    assert category("regular", role) == "self"
    assert category("guest", role) == "guest"


@pytest.mark.parametrize(
    "role",
    [
        "Ned Stark",
        "Morning Show Host",
        "Hoster Tully",
        "Chief Judge Anna Smith",
        "Judge Smith",
        "Party Guest",
        "Wedding Guest",
        "The Host",
        "Pilar's Housekeeper",
        "Self-Help Guru",
        "Selfish Man",
        "Queen",
        "Narrator (voice)",
        "(archive footage)",
        "Line one\r\nline two \U0001f451",
        "\U0001f451",
        "",
        None,
    ],
)
def test_a_character_is_cast_or_a_guest(role: str | None) -> None:
    """Whole words count, and a function alone: part of a name is none."""
    assert category("regular", role) == "cast"
    assert category("guest", role) == "guest"


@pytest.mark.parametrize(
    ("job", "department", "expected"),
    [
        ("Director", "Directing", "crew"),
        ("Executive Producer", "Production", "crew"),
        ("Special Guest Director", "Directing", "crew"),
        ("Casting", "Production", "crew"),
        ("Host", "Crew", "host"),
        ("Co-Host", "Production", "host"),
        ("Presenter", "Crew", "host"),
        ("Judge", "Crew", "judge"),
        ("Actor", "Actors", "cast"),
        ("Voice", "Actors", "cast"),
        ("Cameo", "Actors", "guest"),
        ("Special Guest", "Actors", "guest"),
        (None, None, "crew"),
    ],
)
def test_a_job_is_crew_unless_it_is_before_the_camera(
    job: str | None, department: str | None, expected: Category
) -> None:
    """TMDb's department of actors and a presenter's job stand in the crew."""
    assert category("crew", job, department) == expected
