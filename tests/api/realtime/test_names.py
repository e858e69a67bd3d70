"""What a client calls its topics: remembered, but not for ever."""

from api.realtime.names import Names


def test_names() -> None:
    """The last names are known, topics by their own; a new one has to be looked up."""
    names = Names()
    names.note(["show:lost", "catalog"], ["show:1", "catalog"])
    assert names.topics(["catalog", "show:lost"], []) == ["catalog", "show:1"]
    assert names.topics(["show:1"], ["show:1"]) == ["show:1"]
    assert names.topics(["show:1", "show:tmdb:1"], ["show:1"]) is None
    for number in range(400):
        names.note([f"show:{number:04}"], ["show:1"])
    assert names.topics(["show:lost"], []) is None
    assert names.topics(["show:0000", "show:0399"], []) == ["show:1"] * 2
