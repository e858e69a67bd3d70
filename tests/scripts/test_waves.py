"""How workers share a command: by what its stages say of themselves."""

from datetime import timedelta

import pytest

from scripts import sync_all
from scripts._durable import DURABLE, check
from scripts._waves import in_order, waves_of
from trr_backend.errors import InputError
from trr_backend.models.tasks import StageCount


def test_stages_that_are_shared_alike_make_a_wave() -> None:
    """Sync all, as a table: the wave, its queue, whose it is, how many in a task."""
    found = [
        (one.name, one.queue, one.entity, one.most, len(one.stages))
        for one in waves_of(sync_all.STAGES)
    ]
    assert found == [
        ("resolve", "steps", None, 1, 2),
        ("details", "shows", "show", 20, 5),
        ("people", "people", "person", 100, 1),
        ("wikis", "steps", None, 1, 12),
        ("show-pictures", "pictures", "show", 2, 4),
        ("cast-pictures", "pictures", "person", 50, 2),
        ("variants", "steps", None, 1, 1),
    ]


def test_no_two_waves_of_a_command_have_one_name() -> None:
    """A task is found again by the name of its wave."""
    for command, stages in DURABLE.items():
        names = [wave.name for wave in waves_of(stages())]
        assert (command, len(set(names))) == (command, len(names))


def test_few_are_spread_and_many_are_gathered() -> None:
    """A run of few shows has as many tasks as shows, one of many full ones."""
    details = waves_of(sync_all.STAGES)[1]
    sizes = [details.size(count) for count in (0, 1, 30, 31, 300, 600, 10_000)]
    assert sizes == [1, 1, 1, 2, 10, 20, 20]


def test_what_is_known_stands_in_the_order_of_the_work() -> None:
    """Also where a stage is of another version."""
    waves = waves_of(sync_all.STAGES)
    known = dict.fromkeys(("people", "of-old", "details", "resolve"), StageCount())
    assert list(in_order(waves, known)) == ["resolve", "details", "people", "of-old"]


def test_what_workers_cannot_do_is_refused() -> None:
    """With what they can; options as they are kept are read back."""
    with pytest.raises(InputError, match=r"cannot do 'dance'; they can: .*sync"):
        check("dance", {})
    with pytest.raises(InputError, match="these options cannot be used"):
        check("sync all", {"shows": ["tmdb:1"]})
    asked = check("sync all", {"show": ["tmdb:1"], "max_age_seconds": 60})
    assert [str(one) for one in asked.selection.shows] == ["tmdb:1"]
    assert asked.selection.max_age == timedelta(seconds=60)
