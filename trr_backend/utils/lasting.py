"""How long something took or takes, for people."""

_MINUTE, _HOUR, _DAY = 60, 3600, 86_400


def lasting(seconds: float) -> str:
    """Return a time in its two largest units.

    >>> lasting(0.44), lasting(130), lasting(7300), lasting(200_000)
    ('0.4 s', '2 min 10 s', '2 h 1 min', '2 d 7 h')
    """
    if seconds < 10:  # noqa: PLR2004 -- tenths are of interest up to here
        return f"{max(seconds, 0):.1f} s"
    whole = round(seconds)
    for size, unit, part, of_it in (
        (_DAY, "d", _HOUR, "h"),
        (_HOUR, "h", _MINUTE, "min"),
        (_MINUTE, "min", 1, "s"),
    ):
        if whole >= size:
            return f"{whole // size} {unit} {whole % size // part} {of_it}"
    return f"{whole} s"
